import { err, ok, type Result } from '@carrel/core/kernel';
import { z } from 'zod';
import { POLICY_VIOLATION, UNSUPPORTED_DATA } from './close-code.js';
import type { SocketEnd, SocketMessage } from './socket.js';

/** The first byte of each frame of a terminal. */
const OUTPUT = 0x01;
const SERVER_CONTROL = 0x02;
const INPUT = 0x11;
const CLIENT_CONTROL = 0x12;

const OUTPUT_HEADER_BYTES = 9;
const MAX_CONTROL_BYTES = 4_096;

/** What a client of a terminal says. */
export type TerminalRequest =
  | { readonly type: 'input'; readonly data: Uint8Array }
  | { readonly type: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly type: 'signal'; readonly signal: string }
  | { readonly type: 'ping'; readonly id?: string | number };

const control = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resize'), cols: z.int(), rows: z.int() }),
  z.object({ type: z.literal('signal'), signal: z.string().max(64) }),
  z.object({ type: z.literal('ping'), id: z.union([z.string().max(64), z.number()]).exactOptional() }),
]);

/** Output whose first byte has this offset. */
export function outputFrame(offset: number, parts: readonly Uint8Array[], byteLength: number): Buffer {
  const frame = Buffer.allocUnsafe(OUTPUT_HEADER_BYTES + byteLength);
  frame[0] = OUTPUT;
  frame.writeUInt32BE(Math.floor(offset / 2 ** 32), 1);
  frame.writeUInt32BE(offset % 2 ** 32, 5);
  let at = OUTPUT_HEADER_BYTES;
  for (const part of parts) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/** What is said beside the output: an object with a `type`. */
export function controlFrame(value: object): Buffer {
  const json = JSON.stringify(value);
  const frame = Buffer.allocUnsafe(1 + Buffer.byteLength(json));
  frame[0] = SERVER_CONTROL;
  frame.write(json, 1);
  return frame;
}

/** What the message says, or how the socket ends for one that says nothing. */
export function readTerminalMessage(message: SocketMessage): Result<TerminalRequest, SocketEnd> {
  if (message.kind === 'text') return err({ code: UNSUPPORTED_DATA, reason: 'frames of a terminal are binary' });
  const { data } = message;
  switch (data[0]) {
    case INPUT:
      return ok({ type: 'input', data: data.subarray(1) });
    case CLIENT_CONTROL:
      return readControl(data.subarray(1));
    default:
      return err({ code: UNSUPPORTED_DATA, reason: 'no such channel' });
  }
}

function readControl(bytes: Uint8Array): Result<TerminalRequest, SocketEnd> {
  const wrong = err({ code: POLICY_VIOLATION, reason: 'no such control message' });
  if (bytes.byteLength > MAX_CONTROL_BYTES) return wrong;
  try {
    const parsed = control.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? ok(parsed.data) : wrong;
  } catch {
    return wrong;
  }
}
