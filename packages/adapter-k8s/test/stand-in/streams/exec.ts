import type { RawData, WebSocket } from 'ws';
import type { Fields } from '../store/objects.js';
import { ApiError, internalError } from '../store/status.js';
import type { RunningExec } from './pod-runner.js';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const RESIZE = 4;
/** Of the fifth version: closes the channel that the next byte names. */
const CLOSE = 255;

/** Above this much unsent, what the program writes waits. */
const HIGH_WATER = 1024 * 1024;

/** Carries a program's streams over the numbered channels of a WebSocket, and its end as a `Status` on the last. */
export function runExec(
  socket: WebSocket,
  running: RunningExec,
  { wants }: { wants: { readonly stdout: boolean; readonly stderr: boolean } },
): void {
  socket.on('message', (data: RawData) => receive(socket, running, bytesOf(data)));
  socket.on('close', () => running.release());
  const outputs = [
    wants.stdout ? carry(socket, running.stdout, STDOUT) : drain(running.stdout),
    wants.stderr ? carry(socket, running.stderr, STDERR) : drain(running.stderr),
  ];
  void finish(socket, running, outputs);
}

async function finish(socket: WebSocket, running: RunningExec, outputs: readonly Promise<void>[]): Promise<void> {
  let status: Fields;
  try {
    await Promise.all(outputs);
    if (socket.readyState !== socket.OPEN) return;
    status = statusOf(await running.ended());
  } catch (cause) {
    status = (cause instanceof ApiError ? cause : internalError(String(cause))).status;
  }
  if (socket.readyState !== socket.OPEN) return;
  socket.send(framed(STATUS, Buffer.from(JSON.stringify(status))));
  socket.close(1000);
}

function receive(socket: WebSocket, running: RunningExec, message: Buffer): void {
  const payload = message.subarray(1);
  switch (message[0]) {
    case STDIN:
      if (payload.length > 0 && !running.stdin.writableEnded && !running.stdin.write(payload)) {
        socket.pause();
        running.stdin.once('drain', () => socket.resume());
      }
      return;
    case RESIZE: {
      const size = JSON.parse(payload.toString('utf8')) as { Width?: number; Height?: number };
      return running.resize(size.Width ?? 0, size.Height ?? 0);
    }
    case CLOSE:
      if (socket.protocol === 'v5.channel.k8s.io' && payload[0] === STDIN) running.stdin.end();
      return;
    default:
  }
}

async function carry(socket: WebSocket, source: AsyncIterable<Buffer>, channel: number): Promise<void> {
  for await (const chunk of source) {
    if (socket.readyState !== socket.OPEN) return;
    const sent = new Promise<void>((resolve) => socket.send(framed(channel, chunk), () => resolve()));
    if (socket.bufferedAmount > HIGH_WATER) await sent;
  }
}

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of source);
}

export const framed = (channel: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.of(channel), bytes]);

export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function statusOf(code: number): Fields {
  if (code === 0) return { metadata: {}, status: 'Success' };
  const message = `command terminated with non-zero exit code: error executing command, exit code ${code}`;
  const causes = [{ reason: 'ExitCode', message: String(code) }];
  return { metadata: {}, status: 'Failure', message, reason: 'NonZeroExitCode', details: { causes } };
}
