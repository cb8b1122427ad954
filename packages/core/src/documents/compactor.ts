import type { CarrelError, Clock } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import { compactUpdates } from './compact-updates.js';
import type { ResolvedDocumentOptions } from './document-options.js';
import type { DocumentVersionLog } from './document-version-log.js';
import type { LiveDocument } from './live-document.js';
import type { Yjs } from './load-yjs.js';
import type { StateLog } from './state-log.js';

export interface CompactorDeps {
  readonly states: StateLog;
  readonly versions: Pick<DocumentVersionLog, 'keep'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: ResolvedDocumentOptions;
}

/** A large state costs much to make, so that it is made anew when updates of an eighth of its size have come. */
const PART_OF_STATE = 8;
/** However large the state is, so many times `compactAfterUpdates` are the most. */
const LONGEST_TAIL = 10;
/** For how long a document is left alone that could not be compacted. */
const PAUSE_MS = 60_000;

/** Makes whole states of documents whose logs have grown: one after the other, so that nobody waits long for one. */
export class Compactor {
  private readonly wanted = new Set<LiveDocument>();
  private readonly pausedUntil = new WeakMap<LiveDocument, number>();
  private working: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private readonly yjs: Yjs,
    private readonly deps: CompactorDeps,
  ) {}

  /** Has a state made of the document, where it is time. */
  consider(live: LiveDocument): void {
    if (this.isClosed || !this.isDue(live)) return;
    this.wanted.add(live);
    this.working ??= this.work().finally(() => {
      this.working = null;
    });
  }

  /** Begins no further one, and resolves when the one under way is done. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.wanted.clear();
    await this.working;
  }

  private isDue(live: LiveDocument): boolean {
    const { clock, options } = this.deps;
    const { tailBytes, tailLength, stateBytes } = live.content;
    const { compactAfterBytes, compactAfterUpdates } = options;
    if (live.isOver || live.head === null || (this.pausedUntil.get(live) ?? 0) > clock.now()) return false;
    const isLong = tailLength >= compactAfterUpdates || tailBytes >= compactAfterBytes;
    const isWorth = tailBytes * PART_OF_STATE >= stateBytes || tailLength >= compactAfterUpdates * LONGEST_TAIL;
    return isLong && isWorth;
  }

  private async work(): Promise<void> {
    for (const live of this.wanted) {
      // Others have their turn between two.
      await new Promise((resolve) => setImmediate(resolve));
      this.wanted.delete(live);
      if (!this.isClosed && !live.isOver) await this.compact(live);
    }
  }

  private async compact(live: LiveDocument): Promise<void> {
    const { content, head } = live;
    if (head === null) return;
    const clock = content.stateClock + content.tailLength;
    const made = compactUpdates(this.yjs, content.whole());
    if (made.isErr()) return this.pause(live, 'a document that Yjs does not apply is served as it is', made.error);
    const isVersioned = this.isVersionDue(head.versionedAt);
    const { loggedBytes: foldedBytes } = content;
    const written = await this.deps.states.write({ head, clock, bytes: made.value, foldedBytes, isVersioned });
    if (written.isErr()) return this.pause(live, 'state of a document not written', { error: written.error });
    if (written.value === null) return live.look();
    // Where another replica was first, this one has less in memory all the same.
    live.compacted(written.value.head, clock, made.value);
    if (!isVersioned || !written.value.isOurs) return;
    const kept = await this.deps.versions.keep({ document: written.value.head, clock, state: made.value });
    kept.match(
      () => undefined,
      (error: CarrelError) => {
        this.deps.logger.warn({ error }, 'version of a document not kept');
      },
    );
  }

  private isVersionDue(versionedAt: string): boolean {
    const { clock, options } = this.deps;
    return options.versionEveryMs > 0 && clock.now() - Date.parse(versionedAt) >= options.versionEveryMs;
  }

  private pause(live: LiveDocument, what: string, fields: object): void {
    const { clock, logger } = this.deps;
    this.pausedUntil.set(live, clock.now() + PAUSE_MS);
    logger.warn({ document: live.id, ...fields }, what);
  }
}
