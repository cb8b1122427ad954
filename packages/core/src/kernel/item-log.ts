import { invariant } from './invariant.js';

/** The latest items of a log, each at its absolute position. */
export class ItemLog<Item> {
  private items: Item[] = [];
  /** How many of the items at the front were dropped, and wait to be forgotten many at a time. */
  private dropped = 0;
  private end: number;

  /** @param first the position of the first item. */
  constructor(first = 0) {
    this.end = first;
  }

  /** The position of the oldest item that is kept. */
  get first(): number {
    return this.end - this.items.length + this.dropped;
  }

  /** The position that the next item gets. */
  get next(): number {
    return this.end;
  }

  /** How many items are kept. */
  get length(): number {
    return this.items.length - this.dropped;
  }

  push(item: Item): void {
    this.items.push(item);
    this.end += 1;
  }

  /** Takes the oldest item away, and gives it. There must be one. */
  shift(): Item {
    const item = this.items[this.dropped];
    invariant(item !== undefined, 'only what is kept is dropped');
    this.dropped += 1;
    if (this.dropped * 2 > this.items.length) {
      this.items = this.items.slice(this.dropped);
      this.dropped = 0;
    }
    return item;
  }

  /** The item at `position`, which must be kept. */
  at(position: number): Item {
    const item = this.items[position - this.first + this.dropped];
    invariant(item !== undefined, 'only what is kept is read');
    return item;
  }

  /** At most `most` items from `position` on, which must be kept. */
  slice(position: number, most: number): readonly Item[] {
    const start = position - this.first + this.dropped;
    return this.items.slice(start, start + most);
  }
}
