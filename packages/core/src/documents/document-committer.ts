import { err, type Result } from '../kernel/index.js';
import type { RecordError, StoreError } from '../store/index.js';
import type { Append, Appended, AppendError, DocumentLog } from './document-log.js';

type Committed = Result<Appended, AppendError>;

/** An append with whoever waits for it. */
interface Pending {
  readonly append: Append;
  readonly bytes: number;
  readonly settle: (committed: Committed) => void;
  readonly fail: (thrown: unknown) => void;
}

/** How many documents share a transaction. */
const MAX_DOCUMENTS = 16;
/** How many bytes of updates share one, well within what a transaction writes; one document may have more. */
const MAX_BYTES = 2 * 1_024 * 1_024;
/** So many transactions are under way at a time; what comes meanwhile is gathered for the next. */
const MAX_UNDER_WAY = 8;
/** For so many rounds of the event loop updates are gathered: no time at all in a process that rests, and more of them in one that does not. */
const GATHERING_ROUNDS = 3;
/**
 * Where many type, a turn begins each so many milliseconds and no earlier. That leaves a transaction to each ten of their updates
 * instead of each one or two, and the thread to those whose updates go to others.
 */
const TURN_MS = 8;
/** So many turns may come one right after the other before that: few who type are not kept waiting. */
const FREE_TURNS = 32;

/** What the store as a whole says: to ask it for one document alone tells nothing else. */
const OF_STORE: ReadonlySet<string> = new Set<StoreError['type']>([
  'store/unavailable',
  'store/busy',
  'store/full',
  'store/closed',
  'store/incompatible',
]);

/**
 * Puts what all documents of a process have for the log into few transactions, in turns: whoever has something waits for the next
 * turn, and then gives all that it has.
 *
 * Documents share a transaction, not their fate: where it fails and one of them may be why, each gets one of its own.
 */
export class DocumentCommitter {
  private waiting: Pending[] = [];
  private turn: Promise<void> | null = null;
  /** When the next turn would begin if all had been far enough apart; in the past where there were fewer. */
  private nextTurnAt = 0;
  private underWay = 0;
  private onEnded: (() => void) | null = null;

  constructor(private readonly log: Pick<DocumentLog, 'append' | 'appendAll'>) {}

  /** Resolves when it is time to say what is to be stored, for all who wait at once: `append` is called before anything else is awaited. */
  nextTurn(): Promise<void> {
    this.turn ??= this.gather();
    return this.turn;
  }

  /** What `append` of the log gives, for a document of which no other append is under way. */
  append(append: Append): Promise<Committed> {
    const bytes = append.updates.reduce((sum, { length }) => sum + length, 0);
    return new Promise((settle, fail) => {
      // Behind the turn of all who waited for it.
      if (this.waiting.length === 0) process.nextTick(() => this.commit());
      this.waiting.push({ append, bytes, settle, fail });
    });
  }

  private async gather(): Promise<void> {
    const early = this.nextTurnAt - FREE_TURNS * TURN_MS - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    for (let round = 0; round < GATHERING_ROUNDS; round += 1) await nextRound();
    while (this.underWay >= MAX_UNDER_WAY) {
      await new Promise<void>((resolve) => {
        this.onEnded = resolve;
      });
    }
    this.turn = null;
    this.nextTurnAt = Math.max(this.nextTurnAt, performance.now()) + TURN_MS;
  }

  private commit(): void {
    const all = this.waiting;
    this.waiting = [];
    for (const group of groupsOf(all)) void this.commitGroup(group);
  }

  /** Never rejects. */
  private async commitGroup(group: readonly Pending[]): Promise<void> {
    this.underWay += 1;
    try {
      const error = await this.store(group);
      if (error !== null) await this.goApart(group, error);
    } catch (thrown) {
      for (const { fail } of group) fail(thrown);
    }
    this.underWay -= 1;
    this.onEnded?.();
  }

  /** Why nothing was stored; `null` when each was told what became of it. */
  private async store(group: readonly Pending[]): Promise<RecordError | StoreError | null> {
    const stored = await this.log.appendAll(group.map(({ append }) => append));
    if (stored.isErr()) return stored.error;
    for (const [index, outcome] of stored.value.entries()) group[index]?.settle(outcome);
    return null;
  }

  private async goApart(group: readonly Pending[], error: RecordError | StoreError): Promise<void> {
    if (group.length === 1 || OF_STORE.has(error.type)) for (const { settle } of group) settle(err(error));
    else await Promise.all(group.map(async ({ append, settle }) => settle(await this.log.append(append))));
  }
}

/** In their order, as many together as may be. A document that comes twice, of which one is over, is in two of them. */
function groupsOf(all: readonly Pending[]): readonly (readonly Pending[])[] {
  const groups: Pending[][] = [];
  let group: Pending[] = [];
  let names = new Set<string>();
  let bytes = 0;
  for (const pending of all) {
    const { tenantId, sessionId, name } = pending.append.key;
    const called = `${tenantId}/${sessionId}/${name}`;
    const isFull = group.length >= MAX_DOCUMENTS || bytes + pending.bytes > MAX_BYTES;
    if (group.length > 0 && (isFull || names.has(called))) {
      groups.push(group);
      [group, names, bytes] = [[], new Set(), 0];
    }
    group.push(pending);
    names.add(called);
    bytes += pending.bytes;
  }
  return group.length === 0 ? groups : [...groups, group];
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
