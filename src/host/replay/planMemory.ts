/** The requests of past runs, so that a run can be resumed from its view. Holds no key and no content of a call. */
import type * as vscode from 'vscode';
import type { PlanRequest } from '../../protocol/runApi';

const NAME = 'contextDebugger.plans';
const MAX_PLANS = 50;

export class PlanMemory {
  constructor(private readonly state: vscode.Memento) {}

  get(out: string): PlanRequest | undefined {
    return this.all().find((plan) => plan.out === out);
  }

  async keep(plan: PlanRequest): Promise<void> {
    const others = this.all().filter(({ out }) => out !== plan.out);
    await this.state.update(NAME, [plan, ...others].slice(0, MAX_PLANS));
  }

  private all(): PlanRequest[] {
    return this.state.get<PlanRequest[]>(NAME, []);
  }
}
