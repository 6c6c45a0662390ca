/**
 * What a run may still send. Owns the sums: what was spent, and the worst case of what is in flight; a request is let
 * go only if the cap holds even if every one of them costs its most.
 */
import type { Money } from '../trace/model';
import type { RunCaps } from './model';

/** 'later' = not while others are in flight: they may turn out cheaper than their worst case. */
export type CapVerdict = 'go' | 'later' | 'capped';

export class CapLedger {
  private reservedUsd = 0;
  private inFlight = 0;

  /** `spentUsd` and `sent` are what the run file already holds. */
  constructor(
    private readonly caps: RunCaps,
    private spentUsd = 0,
    private sent = 0,
  ) {}

  judge(worst: Money): CapVerdict {
    const { maxCalls, maxCostUsd } = this.caps;
    if (maxCalls !== undefined && this.sent + 1 > maxCalls) return 'capped';
    if (maxCostUsd === undefined) return 'go';
    // Sums of cents in binary fractions are off by far less than this.
    const most = this.spentUsd + this.reservedUsd + (worst.usd ?? 0) - 1e-9;
    if (most <= maxCostUsd) return 'go';
    return this.inFlight > 0 ? 'later' : 'capped';
  }

  reserve(worst: Money): void {
    this.inFlight++;
    this.reservedUsd += worst.usd ?? 0;
  }

  /** Each attempt counts as a call. */
  attempt(): void {
    this.sent++;
  }

  /** Whether a request may be sent once more when the attempt before it cost `lost`; its place stays reserved. */
  mayRetry(lost: Money): boolean {
    const { maxCalls, maxCostUsd } = this.caps;
    if (maxCalls !== undefined && this.sent + 1 > maxCalls) return false;
    return maxCostUsd === undefined || this.spentUsd + this.reservedUsd + (lost.usd ?? 0) - 1e-9 <= maxCostUsd;
  }

  /** What an attempt cost that is tried again. */
  charge(lost: Money): void {
    this.spentUsd += lost.usd ?? 0;
  }

  settle(worst: Money, cost: Money): void {
    this.inFlight--;
    this.reservedUsd -= worst.usd ?? 0;
    this.spentUsd += cost.usd ?? 0;
  }
}
