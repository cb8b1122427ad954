import { err, errAsync, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  connectionProtocol,
  type AttachOptions,
  type CallOptions,
  type ConnectionError,
  type KillOptions,
  type ProcessConnection,
  type ProcessEvent,
  type ProcessInfo,
  type SignalOptions,
  type SpawnSpec,
  type TerminalSize,
} from '@carrel/core/runtime';
import { ask, call, decode, openChannel } from './call.js';
import { channelItems } from './channel-items.js';
import type { Channel } from './channel.js';
import type { Link } from './link.js';
import { PayloadReader, PayloadWriter } from './payload.js';
import { processEvents } from './process-events.js';
import { encodeSpawn, readInfo } from './process-payload.js';
import { RequestType } from './request-type.js';
import { signalNumber } from './signal-number.js';
import { WriteOrder } from './write-order.js';

/** The most bytes of one WRITE, by the protocol. */
const MAX_WRITE = 131_072;

/** In place of a grace: the one that the process was started with. */
const OWN_GRACE = 0xffff_ffff;

/** What is written to a process. */
interface Input {
  readonly data: Uint8Array;
  readonly end: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Processes of a workspace, over a link to its agent. */
export class AgentProcesses implements ProcessConnection {
  private readonly writes = new WriteOrder();

  constructor(private readonly link: Link) {}

  spawn(spec: SpawnSpec, { signal }: CallOptions = {}): ResultAsync<ProcessInfo, ConnectionError> {
    const payload = encodeSpawn(spec, false);
    return call(
      this.link,
      { type: RequestType.spawn, payload, request: single(spec.id, spec.argv[0]), signal },
      readInfo,
    );
  }

  spawnAttached(
    spec: SpawnSpec,
    { signal }: CallOptions = {},
  ): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError> {
    const request = { kind: 'stream', subject: { type: 'process', id: spec.id, ...programOf(spec) } } as const;
    const payload = encodeSpawn(spec, true);
    return openChannel(this.link, { type: RequestType.spawn, payload, request, signal }, readInfo).map(({ channel }) =>
      processEvents(this.link, channel),
    );
  }

  attach(
    id: string,
    { from = 0, signal }: AttachOptions = {},
  ): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError> {
    const payload = new PayloadWriter().text(id).u64(from).finish();
    const request = { kind: 'stream', subject: { type: 'process', id } } as const;
    return openChannel(this.link, { type: RequestType.attach, payload, request, signal }, readInfo).map(({ channel }) =>
      processEvents(this.link, channel, signal),
    );
  }

  list({ signal }: CallOptions = {}): ResultAsync<readonly ProcessInfo[], ConnectionError> {
    const request = { kind: 'stream', subject: { type: 'link' } } as const;
    return openChannel(this.link, { type: RequestType.list, request, signal }, () => undefined).andThen(
      ({ channel }) => new ResultAsync(collectInfos(this.link, channel)),
    );
  }

  get(id: string, options: CallOptions = {}): ResultAsync<ProcessInfo, ConnectionError> {
    const payload = new PayloadWriter().text(id).finish();
    return call(this.link, { type: RequestType.info, payload, request: single(id), ...options }, readInfo);
  }

  writeStdin(
    id: string,
    data: Uint8Array,
    { end = false, signal }: CallOptions & { readonly end?: boolean } = {},
  ): ResultAsync<void, ConnectionError> {
    // An end comes after everything, like what is long.
    const byteLength = end ? Infinity : data.length;
    const input = { data, end, signal };
    const write = () => (data.length <= MAX_WRITE ? this.writePiece(id, input) : this.writePieces(id, input));
    return new ResultAsync(this.writes.run(id, byteLength, write));
  }

  resize(id: string, { cols, rows }: TerminalSize, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.order(id, RequestType.resize, {
      ...options,
      payload: new PayloadWriter().text(id).u16(cols).u16(rows),
    });
  }

  signal(
    id: string,
    name: string,
    { scope = 'group', signal }: SignalOptions = {},
  ): ResultAsync<void, ConnectionError> {
    const number = signalNumber(name);
    if (number === undefined) return errAsync(connectionProtocol(`${JSON.stringify(name)} is no signal`));
    const payload = new PayloadWriter()
      .text(id)
      .u8(number)
      .u8(scope === 'tree' ? 1 : 0);
    return this.order(id, RequestType.signal, { payload, signal });
  }

  kill(id: string, { graceMs = OWN_GRACE, ...options }: KillOptions = {}): ResultAsync<void, ConnectionError> {
    return this.order(id, RequestType.kill, { ...options, payload: new PayloadWriter().text(id).u32(graceMs) });
  }

  forget(id: string, options: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.order(id, RequestType.forget, { ...options, payload: new PayloadWriter().text(id) }).orElse((error) =>
      error.type === 'process/not-found' ? okAsync(undefined) : errAsync(error),
    );
  }

  private order(
    id: string,
    type: number,
    { payload, signal }: { readonly payload: PayloadWriter; readonly signal?: AbortSignal | undefined },
  ): ResultAsync<void, ConnectionError> {
    return call(this.link, { type, payload: payload.finish(), request: single(id), signal }, () => undefined);
  }

  private async writePieces(id: string, { data, end, signal }: Input): Promise<Result<void, ConnectionError>> {
    let start = 0;
    for (; start < data.length - MAX_WRITE; start += MAX_WRITE) {
      const piece = data.subarray(start, start + MAX_WRITE);
      const written = await this.writePiece(id, { data: piece, end: false, signal });
      if (written.isErr()) return written;
    }
    return this.writePiece(id, { data: data.subarray(start), end, signal });
  }

  private writePiece(id: string, { data, end, signal }: Input): Promise<Result<void, ConnectionError>> {
    const payload = new PayloadWriter()
      .text(id)
      .u8(end ? 1 : 0)
      .bytes(data)
      .finish();
    return ask(this.link, { type: RequestType.write, payload, request: single(id), signal }, () => undefined);
  }
}

async function collectInfos(link: Link, channel: Channel): Promise<Result<readonly ProcessInfo[], ConnectionError>> {
  const all: ProcessInfo[] = [];
  for await (const item of channelItems(channel)) {
    if ('type' in item) return err(item);
    const info = decode(link, () => readInfo(new PayloadReader(item)));
    if (info.isErr()) return err(info.error);
    all.push(info.value);
  }
  return ok(all);
}

function single(id: string, program?: string) {
  return { kind: 'single', subject: { type: 'process', id, ...(program === undefined ? {} : { program }) } } as const;
}

function programOf({ argv: [program] }: SpawnSpec) {
  return program === undefined ? {} : { program };
}
