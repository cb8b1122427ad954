import { WebSocket } from 'ws';
import type { ApiClient } from '../api-client.js';

/** What an answer began with. */
export interface Resumed {
  readonly status: number;
  /** The whole of an answer that ends; of a stream its events up to the first that `isEnough`. */
  readonly text: string;
  /** Whether there was an end, or enough. A stream that says nothing has neither. */
  readonly isOver: boolean;
}

/** Longer than anything takes that is to come. */
const PATIENCE_MS = 60_000;

/** Reads until the answer ends, holds what is enough, or is silent for `quietMs`. */
export async function firstOf(
  client: ApiClient,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  { isEnough = (text: string) => text.includes('\n\nevent: ') || /^data: /m.test(text), quietMs = PATIENCE_MS } = {},
): Promise<Resumed> {
  const response = await client.open('GET', path, undefined, headers);
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = '';
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const quiet = new Promise<null>((resolve) => (timer = setTimeout(resolve, quietMs, null)));
    const step = await Promise.race([reader?.read(), quiet]);
    clearTimeout(timer);
    if (step === null || step === undefined || step.done || isEnough((text += decoder.decode(step.value)))) {
      void reader?.cancel().catch(() => undefined);
      return { status: response.status, text, isOver: step !== null };
    }
  }
}

export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
  readonly messages: readonly Buffer[];
}

/** All that a socket says until it is closed. */
export function socketEnd(url: string, token: string): Promise<SocketEnd> {
  const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` }, perMessageDeflate: false });
  const messages: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      socket.terminate();
      reject(new Error(`${url} was not closed, after ${String(messages.length)} messages`));
    }, PATIENCE_MS);
    socket.on('message', (message: Buffer) => messages.push(message));
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      clearTimeout(late);
      resolve({ code, reason: reason.toString(), messages });
    });
  });
}
