import { err, ok, type Clock, type Result } from '../kernel/index.js';
import { storeCorrupt, type StoreCorrupt } from '../store/index.js';
import { DeleteRanges } from './delete-ranges.js';
import type { DocumentUpdateAhead, DocumentUpdateInvalid } from './document-errors.js';
import type { LoadedDocument } from './document-log.js';
import type { Yjs } from './load-yjs.js';
import { decodeStateVector, StateVector, VectorOverlay, type KnownClocks } from './state-vector.js';
import { checkUpdate, readUpdate, type CheckedUpdate } from './update-check.js';
import type { LogEntry } from './update-records.js';

/** An update that the content has, and how far it goes. */
interface HeldUpdate {
  readonly bytes: Uint8Array;
  readonly checked: CheckedUpdate;
}

/** One of the log, with how far it goes where that is of one client; there may be many. */
interface TailUpdate extends LogEntry {
  /** `SEVERAL` where it is not of one: its bytes say of whom. */
  readonly client: number;
  readonly end: number;
  readonly hasDeletes: boolean;
}

/** No client. */
const SEVERAL = -1;

/** What an update would bring, and what it was checked with. */
export interface Proposal extends HeldUpdate {
  /** Neither content nor a deletion that the document has not. */
  readonly isNothing: boolean;
}

/**
 * What a document is, without being one of Yjs: the state that was last written, the updates of the log after it, and those that
 * are on their way to the log. It serves whoever connects, and knows what it has.
 */
export class DocumentContent {
  private readonly vector = new StateVector();
  private tail: TailUpdate[] = [];
  private readonly waiting = new Set<HeldUpdate>();
  private deletes: DeleteRanges | null = null;
  /** Whether `deletes` has what no update names. */
  private isDerived = false;
  private deriveAgainAt = -Infinity;
  private state: Uint8Array | null = null;
  private tailByteCount = 0;
  private waitingByteCount = 0;
  /** The clock of the state. */
  stateClock = 0;
  /** The bytes of all updates that were ever stored. */
  loggedBytes = 0;

  constructor(
    private readonly yjs: Yjs,
    private readonly clock: Clock,
  ) {}

  /** All bytes that it has in memory, and at most about as large as the document. */
  get byteCount(): number {
    return (this.state?.length ?? 0) + this.tailByteCount + this.waitingByteCount;
  }

  get stateBytes(): number {
    return this.state?.length ?? 0;
  }

  get tailBytes(): number {
    return this.tailByteCount;
  }

  get tailLength(): number {
    return this.tail.length;
  }

  get waitingBytes(): number {
    return this.waitingByteCount;
  }

  encodeVector(): Uint8Array {
    return this.vector.encode();
  }

  /** What is stored, in place of what was; what waits stays. `store/corrupt` for what is no document. */
  load({ head, state, tail }: LoadedDocument): Result<void, StoreCorrupt> {
    this.stateClock = head.stateClock;
    this.state = state;
    this.tail = [];
    this.tailByteCount = 0;
    this.deletes = null;
    this.isDerived = false;
    const tailBytes = tail.reduce((sum, { bytes }) => sum + bytes.length, 0);
    this.loggedBytes = head.loggedBytes - tailBytes;
    if (state !== null) {
      const read = readUpdate(state);
      if (read.isErr()) return err(storeCorrupt(read.error));
      this.vector.advance(read.value.ends);
    }
    for (const entry of tail) {
      const taken = this.take(entry);
      if (taken.isErr()) return err(taken.error);
    }
    return ok(undefined);
  }

  /** Checks updates that come one after the other; nothing is changed by it. */
  propose(updates: readonly Uint8Array[]): Result<readonly Proposal[], DocumentUpdateInvalid | DocumentUpdateAhead> {
    // One alone, as almost always, needs nothing laid over.
    const known = updates.length === 1 ? null : new VectorOverlay(this.vector);
    const proposals: Proposal[] = [];
    for (const bytes of updates) {
      const proposal = this.proposeOne(bytes, known ?? this.vector);
      if (proposal.isErr()) return err(proposal.error);
      known?.advance(proposal.value.checked.ends);
      proposals.push(proposal.value);
    }
    return ok(proposals);
  }

  /** Whether all that they bring is there already, also where only clients know it to be deleted. */
  has(proposals: readonly Proposal[]): boolean {
    if (proposals.every(({ isNothing }) => isNothing)) return true;
    if (proposals.some(({ checked }) => checked.hasNew) || !this.deriveDeletes()) return false;
    const known = this.known();
    return proposals.every(({ checked }) => known.covers(checked.deletes));
  }

  /** It has this one from here on; the log has it later. */
  hold(update: HeldUpdate): void {
    this.know(update.checked);
    this.waiting.add(update);
    this.waitingByteCount += update.bytes.length;
  }

  /** The log has it, at this clock. */
  settle(update: HeldUpdate, clock: number): void {
    this.forget(update);
    this.append(clock, update);
  }

  /** It will not be stored. What it brought stays known: whoever has it is told to begin anew. */
  forget(update: HeldUpdate): void {
    if (this.waiting.delete(update)) this.waitingByteCount -= update.bytes.length;
  }

  /** What another replica stored next. */
  take({ clock, bytes }: LogEntry): Result<void, StoreCorrupt> {
    const checked = readUpdate(bytes);
    if (checked.isErr()) return err(storeCorrupt(checked.error));
    this.know(checked.value);
    this.append(clock, { bytes, checked: checked.value });
    return ok(undefined);
  }

  /** What a client with this state vector lacks; one at least. */
  diff(stateVector: Uint8Array): Result<readonly Uint8Array[], DocumentUpdateInvalid> {
    return decodeStateVector(stateVector).map((theirs) => {
      const stored = this.tail.filter((update) => isLacking(update, theirs));
      const waiting = [...this.waiting].filter(({ checked }) => isNewTo(theirs, checked));
      const updates = [...stored, ...waiting].map(({ bytes }) => bytes);
      if (this.state !== null) return [this.yjs.diffUpdate(this.state, stateVector), ...updates];
      return updates.length === 0 ? [EMPTY_UPDATE] : updates;
    });
  }

  /** The updates of the log after `since`; `null` where they are in the state. */
  entriesSince(since: number): readonly LogEntry[] | null {
    if (since < this.stateClock) return null;
    return this.tail.filter(({ clock }) => clock > since);
  }

  /** Updates that make the whole document, as far as it is stored. */
  whole(): readonly Uint8Array[] {
    const updates = this.tail.map(({ bytes }) => bytes);
    return this.state === null ? updates : [this.state, ...updates];
  }

  /** Has the state of `clock` in place of what it was made from. */
  compacted(clock: number, state: Uint8Array): void {
    if (clock <= this.stateClock) return;
    this.state = state;
    this.stateClock = clock;
    this.tail = this.tail.filter((entry) => entry.clock > clock);
    this.tailByteCount = this.tail.reduce((sum, { bytes }) => sum + bytes.length, 0);
    // What was deleted is read from the state again, where there is less of it.
    this.deletes = null;
    this.isDerived = false;
  }

  private proposeOne(
    bytes: Uint8Array,
    known: KnownClocks,
  ): Result<Proposal, DocumentUpdateInvalid | DocumentUpdateAhead> {
    return checkUpdate(bytes, known).map((checked) => {
      const { deletes, hasNew } = checked;
      return { bytes, checked, isNothing: !hasNew && (deletes.length === 0 || this.known().covers(deletes)) };
    });
  }

  /**
   * Knows from here on what is deleted although no update says so: what lies beneath something deleted, and values of a map that others
   * took the place of. Every client finds that out when it puts the updates together, and names it in its answers. Takes as long as
   * that, and so at most a twentieth of the time, whoever asks for it; `false` where it was not done.
   */
  private deriveDeletes(): boolean {
    const began = this.clock.now();
    if (this.isDerived || began < this.deriveAgainAt) return false;
    const doc = new this.yjs.Doc();
    for (const update of this.whole()) this.yjs.applyUpdate(doc, update);
    for (const { bytes } of this.waiting) this.yjs.applyUpdate(doc, bytes);
    const derived = readUpdate(this.yjs.encodeStateAsUpdate(doc));
    doc.destroy();
    if (derived.isOk()) this.known().add(derived.value.deletes);
    this.isDerived = true;
    this.deriveAgainAt = began + (this.clock.now() - began) * 20;
    return true;
  }

  private know({ ends, deletes }: CheckedUpdate): void {
    this.isDerived = false;
    this.vector.advance(ends);
    this.deletes?.add(deletes);
  }

  private append(clock: number, { bytes, checked: { ends, deletes } }: HeldUpdate): void {
    const [first = NOBODY] = ends;
    const [client, end] = ends.length > 1 ? NOBODY : first;
    this.tail.push({ clock, bytes, client, end, hasDeletes: deletes.length > 0 });
    this.tailByteCount += bytes.length;
    this.loggedBytes += bytes.length;
  }

  /** What is deleted, read when it is first asked for. */
  private known(): DeleteRanges {
    if (this.deletes !== null) return this.deletes;
    const ranges = new DeleteRanges();
    const stored = this.tail.filter(({ hasDeletes }) => hasDeletes).map(({ bytes }) => bytes);
    for (const bytes of this.state === null ? stored : [this.state, ...stored])
      readUpdate(bytes)
        .map(({ deletes }) => ranges.add(deletes))
        .unwrapOr(undefined);
    for (const { checked } of this.waiting) ranges.add(checked.deletes);
    return (this.deletes = ranges);
  }
}

/** Where one is of several clients, or of none. */
const NOBODY = [SEVERAL, 0] as const;

/** Whether who has `theirs` may lack something of it. */
function isLacking({ bytes, client, end, hasDeletes }: TailUpdate, theirs: KnownClocks): boolean {
  if (hasDeletes) return true;
  if (client !== SEVERAL) return end > theirs.get(client);
  return readUpdate(bytes).match(
    (checked) => isNewTo(theirs, checked),
    () => true,
  );
}

function isNewTo(theirs: KnownClocks, { ends, deletes }: CheckedUpdate): boolean {
  return deletes.length > 0 || ends.some(([client, end]) => end > theirs.get(client));
}

/** No client, no deletion. */
const EMPTY_UPDATE = Uint8Array.from([0, 0]);
