/** The address of an OpenAI-compatible endpoint: what a key belongs to and what is sent where. */
import { RpcError } from '../protocol/rpcPeer';

export interface Endpoint {
  /** Without a slash at its end. */
  baseUrl: string;
  /** Scheme, host and port: what a key is stored for. */
  origin: string;
  /** Origin and path of the request, part of the request hash. */
  chatUrl: string;
  isLoopback: boolean;
}

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

export function parseEndpoint(baseUrl: string = OPENAI_BASE_URL): Endpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new RpcError('bad-endpoint', `'${baseUrl}' is no address of an endpoint. Give one like ${OPENAI_BASE_URL}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new RpcError('bad-endpoint', 'The endpoint holds a user name or password. Set the key by itself instead.');
  }
  if (url.search !== '' || url.hash !== '') {
    throw new RpcError('bad-endpoint', `The endpoint '${url.origin}${url.pathname}' may not have a query or fragment.`);
  }
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol === 'http:' && !isLoopback && !isPrivateHost(url.hostname)) {
    throw new RpcError(
      'bad-endpoint',
      `${url.origin} is not encrypted, so a key would be readable on its way. Use https.`,
    );
  }
  const trimmed = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { baseUrl: trimmed, origin: url.origin, chatUrl: `${trimmed}/chat/completions`, isLoopback };
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Addresses of a local network, where a model server seldom has a certificate (RFC 1918, mDNS, names without a dot). */
function isPrivateHost(host: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host) || host.endsWith('.local') || !/[.:]/.test(host);
}
