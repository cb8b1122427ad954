import { stoppable } from '../kernel/index.js';
import type { BoxInfo, RuntimeEvent, RuntimeHandle, SessionFiles, WorkspaceSpec } from '../runtime/index.js';
import { MemoryBox, type MemoryBoxOptions } from './memory-box.js';
import { MemorySessionFiles } from './memory-session-files.js';
import { MemorySnapshots } from './memory-snapshots.js';

/** How many events wait for one listener; they are hints, so the oldest goes first. */
const MAX_WAITING_EVENTS = 1_024;

/**
 * The boxes of a memory runtime, and what runs in them: what outlives the runtime object, as real boxes outlive a control plane.
 */
export class MemoryBoxes {
  /** @internal The tags of the images that there are. */
  readonly images = new Set<string>();
  /** @internal */
  readonly snapshots = new MemorySnapshots();
  /** @internal */
  readonly sessionFiles = new MemorySessionFiles();
  private readonly boxes = new Map<string, MemoryBox>();
  private readonly intents = new Map<string, MemoryBox>();
  private readonly listeners = new Set<(event: RuntimeEvent) => void>();
  private made = 0;

  /** How many boxes there are, whatever their state. */
  get size(): number {
    return this.boxes.size;
  }

  /** Every box, whosever it is, in the order in which they were made. */
  all(): readonly BoxInfo[] {
    return this.list().map(({ info }) => info);
  }

  /** @internal The box of the handle, with the same identity. */
  find({ boxId, incarnation, installationId, sessionId }: RuntimeHandle): MemoryBox | undefined {
    const box = this.boxes.get(boxId);
    const same =
      box?.handle.incarnation === incarnation &&
      box.handle.sessionId === sessionId &&
      box.handle.installationId === installationId;
    return same ? box : undefined;
  }

  /** @internal */
  findIntent(spec: WorkspaceSpec): MemoryBox | undefined {
    return this.intents.get(intentKey(spec));
  }

  /** @internal The boxes of one installation, or of all. */
  list(installationId?: string): readonly MemoryBox[] {
    const all = [...this.boxes.values()];
    return installationId === undefined ? all : all.filter(({ handle }) => handle.installationId === installationId);
  }

  /** @internal A box that is made but does not run. */
  add(spec: WorkspaceSpec, options: MemoryBoxOptions): MemoryBox {
    this.made += 1;
    const { incarnation, installationId, intentToken, sessionId, tenantId } = spec;
    const boxId = `box-${this.made}`;
    const handle = { boxId, installationId, tenantId, sessionId, incarnation, intentToken };
    const box = new MemoryBox(handle, spec, options);
    const kept = spec.files === 'session' ? this.sessionFiles.open(spec) : undefined;
    const files = this.snapshots.find(spec.image) ?? kept;
    if (files !== undefined) box.restore(files);
    this.boxes.set(boxId, box);
    this.intents.set(intentKey(spec), box);
    return box;
  }

  /** @internal */
  remove(box: MemoryBox): void {
    box.die('killed');
    if (box.keepsForSession) this.sessionFiles.keep(box.handle, box.keep());
    this.boxes.delete(box.handle.boxId);
    this.intents.delete(intentKey(box.handle));
  }

  /** @internal `false`, and nothing is gone, while a box is there that keeps its files for the session. */
  forgetSessionFiles(session: SessionFiles): boolean {
    const { installationId, sessionId, tenantId } = session;
    const isInUse = this.list(installationId).some(
      ({ handle, keepsForSession }) =>
        keepsForSession && handle.sessionId === sessionId && handle.tenantId === tenantId,
    );
    if (!isInUse) this.sessionFiles.forget(session);
    return !isInUse;
  }

  /** @internal The box dies as if its machine had killed it; those who listen hear of it. */
  kill(box: MemoryBox, reason: 'killed' | 'out-of-memory'): void {
    box.die(reason);
    const type = reason === 'killed' ? 'died' : reason;
    for (const listener of [...this.listeners]) listener({ type, handle: box.handle });
  }

  /** @internal What happens to boxes from now on, until one of `signals` fires. */
  events(signals: readonly AbortSignal[]): AsyncIterable<RuntimeEvent> {
    const over = new AbortController();
    const waiting: RuntimeEvent[] = [];
    let wake = (): void => undefined;
    const listen = (event: RuntimeEvent) => {
      waiting.push(event);
      if (waiting.length > MAX_WAITING_EVENTS) waiting.shift();
      wake();
    };
    const stop = () => {
      for (const signal of signals) signal.removeEventListener('abort', stop);
      this.listeners.delete(listen);
      over.abort();
      wake();
    };
    this.listeners.add(listen);
    for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
    if (signals.some((signal) => signal.aborted)) stop();
    return stoppable(async function* () {
      while (!over.signal.aborted) {
        const event = waiting.shift();
        if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else yield event;
      }
      return undefined;
    }, over.signal);
  }
}

function intentKey({ installationId, intentToken }: { installationId: string; intentToken: string }): string {
  return `${installationId}/${intentToken}`;
}
