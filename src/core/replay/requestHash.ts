/**
 * When two requests are the same request. Owns what is left out of the comparison: how the answer is delivered
 * (`stream`, `stream_options`) and who asks (`user`). Never sees a header or a key.
 */
import type { JsonObject } from '../trace/model';
import { canonicalJson } from './canonicalJson';
import type { ProviderName, Sha256 } from './model';

export interface HashedRequest {
  provider: ProviderName;
  /** Origin and path; absent for a provider without network. */
  endpoint?: string;
  body: JsonObject;
}

export function requestHash(request: HashedRequest, sha256: Sha256): string {
  const kept = Object.entries(request.body).filter(([key]) => !key.startsWith('stream') && key !== 'user');
  const hashed: JsonObject = { provider: request.provider, body: Object.fromEntries(kept) };
  if (request.endpoint !== undefined) hashed['endpoint'] = request.endpoint;
  return sha256(canonicalJson(hashed));
}
