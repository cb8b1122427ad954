import { err, ok, type Result } from '../kernel/index.js';
import { Malformed } from './byte-cursor.js';
import { Unsupported } from './content-walk.js';
import {
  documentUpdateAhead,
  documentUpdateInvalid,
  type DocumentUpdateAhead,
  type DocumentUpdateInvalid,
} from './document-errors.js';
import type { KnownClocks } from './state-vector.js';
import { Hole, walkUpdate, type ClientBlock, type DeleteRange, type WalkedUpdate } from './update-walk.js';

/** What an update brings to a document that can take it. */
export interface CheckedUpdate {
  /** Up to where it has something of each client: what the document has afterwards, at least. */
  readonly ends: readonly (readonly [client: number, end: number])[];
  readonly deletes: readonly DeleteRange[];
  /** Whether it has content that the document has not. Where not, it may still delete something. */
  readonly hasNew: boolean;
}

/**
 * What the update brings, where a document that has `known` can take all of it: Yjs then applies it with nothing left pending.
 *
 * `document/update-invalid` for bytes that are no update of encoding v1, or that hold what is not taken;
 * `document/update-ahead` when it builds on what the document has not, or leaves out
 * some of its own. It needs time in proportion to the bytes.
 */
export function checkUpdate(
  bytes: Uint8Array,
  known: KnownClocks,
): Result<CheckedUpdate, DocumentUpdateInvalid | DocumentUpdateAhead> {
  const walked = walk(bytes, known);
  if (walked.isErr()) return err(walked.error);
  const { blocks, deletes } = walked.value;
  let hasNew = false;
  const ends: (readonly [number, number])[] = [];
  for (const [client, { from, end }] of blocks) {
    const there = known.get(client);
    if (from > there) return err(documentUpdateAhead());
    if (end > there) hasNew = true;
    ends.push([client, end]);
  }
  const reach = (client: number) => Math.max(known.get(client), blocks.get(client)?.end ?? 0);
  if (deletes.some(([client, , end]) => end > reach(client))) return err(documentUpdateAhead());
  const isWhole = new NeedOrder(blocks, known).isFulfilled();
  return isWhole ? ok({ ends, deletes, hasNew }) : err(documentUpdateAhead());
}

/** The same for an update that is known to be whole: one of the log, or a state. */
export function readUpdate(bytes: Uint8Array): Result<CheckedUpdate, DocumentUpdateInvalid | DocumentUpdateAhead> {
  return walk(bytes).map(({ blocks, deletes }) => ({
    ends: [...blocks].map(([client, { end }]) => [client, end] as const),
    deletes,
    hasNew: true,
  }));
}

function walk(
  bytes: Uint8Array,
  known?: KnownClocks,
): Result<WalkedUpdate, DocumentUpdateInvalid | DocumentUpdateAhead> {
  try {
    return ok(walkUpdate(bytes, known && ((client, end) => end > known.get(client))));
  } catch (error) {
    if (error instanceof Malformed) return err(documentUpdateInvalid('malformed'));
    if (error instanceof Unsupported) return err(documentUpdateInvalid('unsupported'));
    if (error instanceof Hole) return err(documentUpdateAhead());
    throw error;
  }
}

/** Whether the items of an update can be taken one after the other, each after those that it needs. */
class NeedOrder {
  /** How many needs of each client are fulfilled. */
  private readonly done = new Map<number, number>();

  constructor(
    private readonly blocks: ReadonlyMap<number, ClientBlock>,
    private readonly known: KnownClocks,
  ) {}

  isFulfilled(): boolean {
    for (const [client, { needs }] of this.blocks) if (needs.length > 0 && !this.complete(client)) return false;
    return true;
  }

  /** Goes through the needs of one client, and first through those of others that they wait for. */
  private complete(first: number): boolean {
    const stack: { readonly client: number; readonly goal: number }[] = [{ client: first, goal: Infinity }];
    const waiting = new Set([first]);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = this.firstOpen(top.client, top.goal);
      if (open === null) {
        stack.pop();
        waiting.delete(top.client);
        continue;
      }
      const { client, end } = open;
      const isThere = (this.blocks.get(client)?.end ?? 0) >= end;
      // What waits for itself is never there.
      if (!isThere || waiting.has(client)) return false;
      stack.push({ client, goal: end });
      waiting.add(client);
    }
    return true;
  }

  /** The first need of the client's items below `goal` that is not fulfilled. */
  private firstOpen(client: number, goal: number): { readonly client: number; readonly end: number } | null {
    const needs = this.blocks.get(client)?.needs ?? [];
    let index = this.done.get(client) ?? 0;
    let open: { readonly client: number; readonly end: number } | null = null;
    for (let need = needs[index]; need !== undefined && need.at < goal; need = needs[index]) {
      if (!this.has(need.client, need.end)) {
        open = need;
        break;
      }
      index += 1;
    }
    this.done.set(client, index);
    return open;
  }

  /** Whether all of the client below `end` is there: known, or before the first of its own needs that is open. */
  private has(client: number, end: number): boolean {
    if (end <= this.known.get(client)) return true;
    const block = this.blocks.get(client);
    if (block === undefined || block.end < end) return false;
    const next = block.needs[this.done.get(client) ?? 0];
    return next === undefined || next.at >= end;
  }
}
