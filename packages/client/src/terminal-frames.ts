import type { Exit } from './commands.js';
import { decodeText } from './http.js';
import type { TerminalReady } from './terminal-events.js';

const OUTPUT = 0x01;
const SERVER_CONTROL = 0x02;
const INPUT = 0x11;
const CLIENT_CONTROL = 0x12;
const OUTPUT_HEADER_BYTES = 9;

/** What the server says beside output. One of another type is left out. */
export type TerminalControl =
  | ({ readonly type: 'ready' } & TerminalReady)
  | { readonly type: 'gap'; readonly from: number; readonly to: number }
  | { readonly type: 'resized'; readonly cols: number; readonly rows: number; readonly by: string }
  | {
      readonly type: 'exit';
      readonly exitCode: Exit['code'];
      readonly signal: Exit['signal'];
      readonly reason: Exit['reason'];
    }
  | {
      readonly type: 'warning';
      readonly reason: string;
      /** Where the reason is `access`. */
      readonly canWrite?: boolean;
      readonly at?: string;
      readonly message?: string;
    }
  | { readonly type: 'pong'; readonly id?: string | number };

export type TerminalFrame =
  | { readonly kind: 'output'; readonly offset: number; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'control'; readonly control: TerminalControl };

/** One message of the server; `null` for one that it never sends. */
export function readFrame(message: unknown): TerminalFrame | null {
  if (!(message instanceof ArrayBuffer)) return null;
  const bytes = new Uint8Array(message);
  if (bytes[0] === OUTPUT && bytes.byteLength >= OUTPUT_HEADER_BYTES) {
    const view = new DataView(message);
    const offset = view.getUint32(1) * 2 ** 32 + view.getUint32(5);
    return { kind: 'output', offset, data: bytes.subarray(OUTPUT_HEADER_BYTES) };
  }
  return bytes[0] === SERVER_CONTROL ? readControl(bytes.subarray(1)) : null;
}

export function inputFrame(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return frame(INPUT, data);
}

export function controlFrame(value: object): Uint8Array<ArrayBuffer> {
  return frame(CLIENT_CONTROL, new TextEncoder().encode(JSON.stringify(value)));
}

function frame(channel: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + data.byteLength);
  bytes[0] = channel;
  bytes.set(data, 1);
  return bytes;
}

function readControl(bytes: Uint8Array): TerminalFrame | null {
  try {
    const control = JSON.parse(decodeText(bytes)) as TerminalControl | null;
    return typeof control?.type === 'string' ? { kind: 'control', control } : null;
  } catch {
    return null;
  }
}
