import type { CarrelError } from '../kernel/index.js';
import type { Proposal } from './document-content.js';

/** Who brought updates, and is told what becomes of them. */
export interface Author {
  /** The next `count` of its updates are stored. The clock of the last of them, or of what was there already. */
  stored(clock: number, count: number, own: readonly number[]): void;
  /** They are not stored yet, because of this; they are tried again. */
  delayed(error: CarrelError): void;
}

/** An update on its way to the log. */
export interface Waiting {
  readonly proposal: Proposal;
  readonly author: Author;
}

/** What the log will have, in its order. */
export class Outbox {
  private items: Waiting[] = [];

  get length(): number {
    return this.items.length;
  }

  get first(): Waiting | undefined {
    return this.items[0];
  }

  add(item: Waiting): void {
    this.items.push(item);
  }

  /** The first of them that have so many bytes together; one at least, where there is one. */
  batch(maxCount: number, maxBytes: number): readonly Waiting[] {
    let bytes = 0;
    const end = this.items.findIndex(({ proposal }, index) => {
      bytes += proposal.bytes.length;
      return index >= maxCount || (bytes > maxBytes && index > 0);
    });
    return end === -1 ? [...this.items] : this.items.slice(0, end);
  }

  drop(count: number): void {
    this.items.splice(0, count);
  }

  clear(): readonly Waiting[] {
    const all = this.items;
    this.items = [];
    return all;
  }

  /** Everybody who has something in it. */
  get authors(): ReadonlySet<Author> {
    return new Set(this.items.map(({ author }) => author));
  }
}
