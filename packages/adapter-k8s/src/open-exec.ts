import type { IncomingMessage } from 'node:http';
import type { ClientOptions, WebSocket } from 'ws';
import { ApiFailure, apiStatusOf } from './api-failure.js';
import { EXEC_PROTOCOLS, ExecStream } from './exec-stream.js';
import type { KubeAccess } from './kube-access.js';
import type { KubeCall } from './kube-resource.js';
import { addressOf } from './send-request.js';

export interface ExecTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

/** The largest message that is taken: far above what servers send at once. */
const MAX_MESSAGE = 16 * 1024 * 1024;
const MAX_REFUSAL = 64 * 1024;

/**
 * Runs a program in a pod, and gives its standard input and output as one stream. Whether there is such a program, the stream's end
 * tells.
 *
 * @throws ApiFailure when the server refuses; the reason of `signal` when that fires first.
 */
export async function openExec(access: KubeAccess, target: ExecTarget, signal: AbortSignal): Promise<ExecStream> {
  const { server, options } = await access.get();
  const call: KubeCall = {
    verb: 'create',
    resource: 'pods',
    namespace: target.namespace,
    name: target.pod,
    subresource: 'exec',
  };
  const { command, container } = target;
  const url = addressOf(server, call, { command, container, stdin: 'true', stdout: 'true', stderr: 'true' });
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  const { WebSocket: Socket } = await import('ws');
  signal.throwIfAborted();
  const settings = { perMessageDeflate: false, maxPayload: MAX_MESSAGE, followRedirects: false };
  const socket = new Socket(url, [...EXEC_PROTOCOLS], { ...(options as unknown as ClientOptions), ...settings });
  // It is made before the socket is open, so that nothing that comes at once is missed.
  const stream = new ExecStream(socket);
  // Who asked for it hears of what goes wrong until it is open; then whoever has the stream.
  const ignore = () => undefined;
  stream.on('error', ignore);
  await opened(socket, { call, signal });
  if (!(EXEC_PROTOCOLS as readonly string[]).includes(socket.protocol)) {
    stream.destroy();
    throw new Error('The API server speaks no protocol of exec that is known.');
  }
  return stream;
}

interface Opening {
  readonly call: KubeCall;
  readonly signal: AbortSignal;
}

function opened(socket: WebSocket, { call, signal }: Opening): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(signal.reason instanceof Error ? signal.reason : new DOMException('Given up', 'AbortError'));
      socket.terminate();
    };
    const refused = (_request: unknown, answer: IncomingMessage) => {
      void refusalOf(call, answer).then((failure) => {
        reject(failure);
        socket.terminate();
      });
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.once('unexpected-response', refused);
    socket.once('error', reject);
    socket.once('open', () => {
      signal.removeEventListener('abort', giveUp);
      socket.off('error', reject);
      resolve();
    });
    socket.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      reject(new Error('The socket was closed before it was open.'));
    });
  });
}

async function refusalOf(call: KubeCall, answer: IncomingMessage): Promise<ApiFailure> {
  let text = '';
  try {
    for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk;
      if (text.length > MAX_REFUSAL) break;
    }
  } catch {
    // The status alone says enough.
  }
  return new ApiFailure(call, apiStatusOf(answer.statusCode ?? 0, text, answer.headers['retry-after']));
}
