import type { Exit, ExitReason, OutputChannel, ProcessEvent, ProcessInfo, SpawnSpec } from '@carrel/core/runtime';
import { MalformedPayload, PayloadReader, PayloadWriter } from './payload.js';
import { signalName } from './signal-number.js';

const TERMINAL = 1;
const STDIN = 2;
const ATTACH = 4;

const DEFAULT_GRACE_MS = 2_000;

export function encodeSpawn(spec: SpawnSpec, attach: boolean): Buffer {
  const { id, label = '', argv, cwd = '', env = {}, stdin = false, tty, limits = {} } = spec;
  const flags = (tty === undefined ? 0 : TERMINAL) | (stdin ? STDIN : 0) | (attach ? ATTACH : 0);
  const writer = new PayloadWriter()
    .text(id)
    .text(label)
    .u32(flags)
    .u16(tty?.cols ?? 0)
    .u16(tty?.rows ?? 0)
    .u64(limits.timeoutMs ?? 0)
    .u64(limits.maxOutputBytes ?? 0)
    .u32(limits.retainBytes ?? 0)
    .u32(limits.graceMs ?? DEFAULT_GRACE_MS)
    .text(cwd)
    .u32(argv.length);
  for (const argument of argv) writer.text(argument);
  const variables = Object.entries(env);
  writer.u32(variables.length);
  for (const [name, value] of variables) writer.text(`${name}=${value}`);
  return writer.finish();
}

export function readInfo(reader: PayloadReader): ProcessInfo {
  const id = reader.text();
  const label = reader.text();
  const pid = reader.u32();
  const startedAt = reader.u64();
  const endedAt = reader.u64();
  const firstOffset = reader.u64();
  const endOffset = reader.u64();
  const over = reader.u8() === 1;
  const { exit, truncated } = over ? readExit(reader) : { exit: null, truncated: skipExit(reader) };
  return { id, label, pid, startedAt, endedAt: over ? endedAt : null, firstOffset, endOffset, exit, truncated };
}

export function readProcessEvent(payload: Buffer): ProcessEvent {
  const reader = new PayloadReader(payload);
  const kind = reader.u8();
  if (kind === 1) {
    const offset = reader.u64();
    return { type: 'output', offset, channel: listed(CHANNELS, reader.u8()), data: reader.rest() };
  }
  if (kind === 2) return { type: 'gap', from: reader.u64(), to: reader.u64() };
  if (kind !== 3) throw new MalformedPayload('an unknown event of a process');
  const { exit, truncated } = readExit(reader);
  return { type: 'exit', exit, truncated, end: reader.u64() };
}

const CHANNELS: readonly OutputChannel[] = ['stdout', 'stderr', 'tty'];

const REASONS: readonly ExitReason[] = ['exited', 'signalled', 'timeout', 'out-of-memory', 'output-limit', 'cancelled'];

function readExit(reader: PayloadReader): { readonly exit: Exit; readonly truncated: boolean } {
  const code = reader.u8();
  const signal = reader.u8();
  const reason = listed(REASONS, reader.u8());
  const truncated = reader.u8() === 1;
  const exit = signal === 0 ? { code, signal: null, reason } : { code: null, signal: signalName(signal), reason };
  return { exit, truncated };
}

function skipExit(reader: PayloadReader): false {
  reader.u32();
  return false;
}

/** Numbers of the protocol count from 1. */
function listed<T>(values: readonly T[], number: number): T {
  const value = values[number - 1];
  if (value === undefined) throw new MalformedPayload('a number that stands for nothing');
  return value;
}
