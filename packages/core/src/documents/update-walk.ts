import { ByteCursor, Malformed } from './byte-cursor.js';
import { walkContent } from './content-walk.js';

/** Thrown by the walk: the update leaves something out. */
export class Hole extends Error {}

/** Something that an item of one client needs of another client: all below `end`. */
export interface Need {
  /** The clock of the item that needs it. */
  readonly at: number;
  readonly client: number;
  readonly end: number;
}

/** What an update holds of one client: from its first clock to before `end`, in one piece. */
export interface ClientBlock {
  readonly from: number;
  readonly end: number;
  /** In the order of `at`; of other clients alone. */
  readonly needs: readonly Need[];
}

/** Clock values of a client that are deleted. */
export type DeleteRange = readonly [client: number, from: number, end: number];

export interface WalkedUpdate {
  readonly blocks: ReadonlyMap<number, ClientBlock>;
  readonly deletes: readonly DeleteRange[];
}

const NO_NEEDS: readonly Need[] = [];
const SKIP = 10;

/**
 * What is in an update of Yjs (v1), without making anything of its content.
 *
 * It needs time in proportion to the bytes, whatever they are. Throws `Malformed`, `Unsupported` or `Hole`.
 *
 * @param needed which needs are told; others count as there.
 */
export function walkUpdate(
  bytes: Uint8Array,
  needed: (client: number, end: number) => boolean = () => false,
): WalkedUpdate {
  const cursor = new ByteCursor(bytes);
  const blocks = new Map<number, ClientBlock>();
  const clients = cursor.varUint();
  for (let index = 0; index < clients; index += 1) {
    const structs = cursor.length();
    const client = cursor.varUint();
    // Yjs takes the last block of a client, and loses the others.
    if (blocks.has(client)) throw new Malformed();
    blocks.set(client, new BlockWalk(cursor, client, needed).walk(structs));
  }
  const deletes = walkDeletes(cursor);
  if (!cursor.isAtEnd) throw new Malformed();
  return { blocks, deletes };
}

class BlockWalk {
  private clock = 0;
  private needs: Need[] | null = null;

  constructor(
    private readonly cursor: ByteCursor,
    private readonly client: number,
    private readonly needed: (client: number, end: number) => boolean,
  ) {}

  walk(structs: number): ClientBlock {
    const from = this.cursor.varUint();
    this.clock = from;
    for (let index = 0; index < structs; index += 1) {
      const info = this.cursor.byte();
      const end = this.clock + ((info & 31) === 0 ? this.gone(info) : this.item(info));
      if (!Number.isSafeInteger(end)) throw new Malformed();
      this.clock = end;
    }
    return { from, end: this.clock, needs: this.needs ?? NO_NEEDS };
  }

  private gone(info: number): number {
    if (info !== 0) throw new Malformed();
    return this.cursor.length();
  }

  private item(info: number): number {
    if ((info & 31) === SKIP) throw new Hole();
    const hasLeft = (info & 128) !== 0;
    const hasRight = (info & 64) !== 0;
    if (hasLeft) this.need();
    if (hasRight) this.need();
    if (!hasLeft && !hasRight) {
      if (this.cursor.varUint() === 1) this.cursor.textBytes();
      else this.need();
      if ((info & 32) !== 0) this.cursor.textBytes();
    }
    return walkContent(this.cursor, info & 31);
  }

  /** An item that this one stands beside or in. Its own client's are before it, or nowhere. */
  private need(): void {
    const client = this.cursor.varUint();
    const end = this.cursor.varUint() + 1;
    if (!Number.isSafeInteger(end)) throw new Malformed();
    if (client === this.client) {
      if (end > this.clock) throw new Malformed();
    } else if (this.needed(client, end)) (this.needs ??= []).push({ at: this.clock, client, end });
  }
}

function walkDeletes(cursor: ByteCursor): DeleteRange[] {
  const deletes: DeleteRange[] = [];
  const clients = cursor.varUint();
  for (let index = 0; index < clients; index += 1) {
    const client = cursor.varUint();
    const ranges = cursor.varUint();
    for (let range = 0; range < ranges; range += 1) {
      const from = cursor.varUint();
      const end = from + cursor.length();
      if (!Number.isSafeInteger(end)) throw new Malformed();
      deletes.push([client, from, end]);
    }
  }
  return deletes;
}
