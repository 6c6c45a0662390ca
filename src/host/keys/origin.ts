/** The origin of an endpoint: what a key belongs to. */
import { parseEndpoint, type Endpoint } from '../../node/endpoint';
import { sentenceOf } from '../messages';

/** The endpoint, or the sentence that says why the address is none. */
export function readEndpoint(address: string): Endpoint | string {
  try {
    return parseEndpoint(address);
  } catch (error) {
    return sentenceOf(error);
  }
}

/** 'https://api.openai.com' of 'https://api.openai.com/v1'. */
export function originOf(address: string): string | undefined {
  const endpoint = readEndpoint(address);
  return typeof endpoint === 'string' ? undefined : endpoint.origin;
}
