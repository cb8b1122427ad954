import type { IncomingMessage } from 'node:http';

/** Where a host such as Express mounted the interface; empty for its root. */
export function mountedAt(message: IncomingMessage): string {
  const { url = '/' } = message;
  const whole = 'originalUrl' in message && typeof message.originalUrl === 'string' ? message.originalUrl : url;
  return whole.startsWith('/') && whole.endsWith(url) ? whole.slice(0, whole.length - url.length) : '';
}
