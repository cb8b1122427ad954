import type { Duplex } from 'node:stream';
import { aborted } from '@carrel/core/kernel';
import {
  runtimeFailed,
  runtimeNotFound,
  runtimePermissionDenied,
  runtimeTimedOut,
  runtimeUnavailable,
  type RuntimeError,
} from '@carrel/core/runtime';
import { encodeFrame, FrameParser, FrameType, type Frame } from './frame.js';
import { MalformedPayload, PayloadReader, PayloadWriter } from './payload.js';

export interface HelloOptions {
  readonly token: string;
  /** The life that is expected; 0 accepts any. */
  readonly incarnation: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Who answered. */
export interface Welcome {
  readonly incarnation: number;
  /** The agent's build, for logs. */
  readonly build: string;
  /** Names this start of the agent. */
  readonly bootId: string;
  /** What came in the same bytes after the welcome. */
  readonly rest: readonly Buffer[];
}

const MAGIC = 0x4352524c;
const VERSION = 1;
const BOOT_ID_BYTES = 16;

/** Introduces the client to an agent; on an error the stream is destroyed. */
export async function sayHello(duplex: Duplex, options: HelloOptions): Promise<Welcome | RuntimeError> {
  const { token, incarnation } = options;
  const hello = new PayloadWriter().u32(MAGIC).u16(VERSION).text(token).u64(incarnation);
  duplex.write(encodeFrame(FrameType.hello, 0, hello.finish()));
  const answer = await firstFrame(duplex, options);
  const welcome = isFrame(answer) ? readWelcome(answer, incarnation) : answer;
  if ('type' in welcome) duplex.destroy();
  return welcome;
}

function readWelcome(frame: Frame & { readonly rest: readonly Buffer[] }, expected: number): Welcome | RuntimeError {
  try {
    const reader = new PayloadReader(frame.payload);
    if (frame.type === FrameType.refused) return toRefusal(reader.u16(), expected);
    if (frame.type !== FrameType.welcome || reader.u16() !== VERSION) return notAnAgent();
    const incarnation = reader.u64();
    if (expected !== 0 && incarnation !== expected) return runtimeNotFound(`of life ${expected}`);
    return { incarnation, build: reader.text(), bootId: reader.bytes(BOOT_ID_BYTES).toString('hex'), rest: frame.rest };
  } catch (error) {
    if (error instanceof MalformedPayload) return notAnAgent();
    throw error;
  }
}

function toRefusal(code: number, incarnation: number): RuntimeError {
  if (code === 2) return runtimePermissionDenied('The agent of the workspace refused the token.');
  if (code === 3) return runtimeFailed('The agent of the workspace speaks another version of the protocol.');
  if (code === 4) return runtimeNotFound(`of life ${incarnation}`);
  if (code === 5) return runtimeUnavailable('The agent of the workspace takes no more links.');
  return notAnAgent();
}

function notAnAgent(): RuntimeError {
  return runtimeFailed('What answered is not an agent of a workspace.');
}

type FirstFrame = Frame & { readonly rest: readonly Buffer[] };

function firstFrame(duplex: Duplex, { timeoutMs, signal }: HelloOptions): Promise<FirstFrame | RuntimeError> {
  const parser = new FrameParser();
  const seen: Buffer[] = [];
  return new Promise((resolve) => {
    const settle = (answer: FirstFrame | RuntimeError) => {
      clearTimeout(timer);
      duplex.off('data', read).off('error', lost).off('end', lost).off('close', lost);
      signal?.removeEventListener('abort', abort);
      duplex.on('error', () => undefined).pause();
      resolve(answer);
    };
    const lost = (cause?: unknown) => {
      settle(runtimeUnavailable('The link to the workspace broke before its agent answered.', cause));
    };
    const abort = () => {
      settle(aborted('connecting to the workspace'));
    };
    const read = (chunk: Buffer) => {
      seen.push(chunk);
      const frames = parser.push(chunk);
      const [first] = frames ?? [];
      if (first !== undefined) settle({ ...first, rest: [afterFirst(Buffer.concat(seen), first)] });
      else if (frames === null) settle(notAnAgent());
    };
    const timer = setTimeout(() => {
      settle(runtimeTimedOut('The agent of the workspace did not answer in time.'));
    }, timeoutMs);
    duplex.on('data', read).on('error', lost).on('end', lost).on('close', lost);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
  });
}

/** 9 bytes stand before a payload: its length, type and channel. */
function afterFirst(bytes: Buffer, { payload }: Frame): Buffer {
  return bytes.subarray(payload.length + 9);
}

function isFrame(answer: FirstFrame | RuntimeError): answer is FirstFrame {
  return 'payload' in answer;
}
