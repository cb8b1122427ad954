import { err, ok, type OutputItem, type Result, type ResultAsync } from '../kernel/index.js';
import {
  connectionLost,
  type AttachOptions,
  type CallOptions,
  type ConnectionError,
  type KillOptions,
  type OutputChannel,
  type ProcessConnection,
  type ProcessEvent,
  type ProcessInfo,
  type SignalOptions,
  type SpawnSpec,
  type TerminalSize,
} from '../runtime/index.js';
import type { MemoryBox } from './memory-box.js';
import type { MemoryLink } from './memory-link.js';
import type { MemoryProcess, ProcessEnd } from './memory-process.js';

/** The processes of a box, over a link to it. */
export class MemoryProcessConnection implements ProcessConnection {
  constructor(
    private readonly box: MemoryBox,
    private readonly wire: MemoryLink,
  ) {}

  spawn(spec: SpawnSpec, { signal }: CallOptions = {}): ResultAsync<ProcessInfo, ConnectionError> {
    return this.wire.call('The start', signal, () => this.box.spawn(spec).map(({ info }) => info));
  }

  spawnAttached(
    spec: SpawnSpec,
    { signal }: CallOptions = {},
  ): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError> {
    return this.wire.call('The start', signal, () => this.box.spawn(spec).map((process) => this.events(process, {})));
  }

  attach(id: string, options: AttachOptions = {}): ResultAsync<AsyncIterable<ProcessEvent>, ConnectionError> {
    return this.wire.call('The attachment', options.signal, () =>
      this.box.find(id).map((process) => this.events(process, options)),
    );
  }

  list({ signal }: CallOptions = {}): ResultAsync<readonly ProcessInfo[], ConnectionError> {
    return this.wire.call('The listing', signal, () => ok(this.box.list().map(({ info }) => info)));
  }

  get(id: string, { signal }: CallOptions = {}): ResultAsync<ProcessInfo, ConnectionError> {
    return this.on(id, signal, ({ info }) => info);
  }

  writeStdin(
    id: string,
    data: Uint8Array,
    { end = false, signal }: CallOptions & { readonly end?: boolean } = {},
  ): ResultAsync<void, ConnectionError> {
    return this.wire.call('The write', signal, async (over): Promise<Result<void, ConnectionError>> => {
      const found = this.box.find(id);
      return found.isErr() ? err(found.error) : found.value.writeStdin(data, { end, signal: over });
    });
  }

  resize(id: string, size: TerminalSize, { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.on(id, signal, (process) => {
      process.resize(size);
    });
  }

  signal(
    id: string,
    name: string,
    { scope = 'group', signal }: SignalOptions = {},
  ): ResultAsync<void, ConnectionError> {
    return this.on(id, signal, (process) => {
      process.signal(name, scope);
    });
  }

  kill(id: string, { graceMs, signal }: KillOptions = {}): ResultAsync<void, ConnectionError> {
    return this.on(id, signal, (process) => {
      process.endTree('cancelled', graceMs);
    });
  }

  forget(id: string, { signal }: CallOptions = {}): ResultAsync<void, ConnectionError> {
    return this.wire.call('Forgetting a process', signal, () => this.box.forget(id));
  }

  private on<T>(
    id: string,
    signal: AbortSignal | undefined,
    act: (process: MemoryProcess) => T,
  ): ResultAsync<T, ConnectionError> {
    return this.wire.call('The call to a process', signal, () => this.box.find(id).map(act));
  }

  private events(process: MemoryProcess, { from = 0, signal }: AttachOptions): AsyncIterable<ProcessEvent> {
    return this.wire.follow<ProcessEvent>((over) => toEvents(process.log.read({ from, signal: over })), {
      signal,
      isLast: ({ type }) => type === 'exit',
      failed: { type: 'failed', error: connectionLost() },
    });
  }
}

async function* toEvents(
  items: AsyncIterable<OutputItem<OutputChannel, ProcessEnd>>,
): AsyncGenerator<ProcessEvent, void, void> {
  for await (const item of items) {
    yield item.type === 'end' ? { type: 'exit', end: item.offset, ...item.value } : item;
  }
}
