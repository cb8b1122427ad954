import type { DeleteRange } from './update-walk.js';

/** What is deleted in a document: for each client, ranges of its clock that neither touch nor overlap, in their order. */
export class DeleteRanges {
  private readonly clients = new Map<number, [from: number, end: number][]>();

  add(deletes: readonly DeleteRange[]): void {
    for (const [client, from, end] of deletes) {
      const ranges = this.clients.get(client);
      if (ranges === undefined) this.clients.set(client, [[from, end]]);
      else insert(ranges, from, end);
    }
  }

  /** Whether all of it is deleted already. */
  covers(deletes: readonly DeleteRange[]): boolean {
    return deletes.every(([client, from, end]) => {
      const ranges = this.clients.get(client) ?? [];
      const range = ranges[firstReaching(ranges, from + 1)];
      return range !== undefined && range[0] <= from && range[1] >= end;
    });
  }
}

function insert(ranges: [number, number][], from: number, end: number): void {
  const first = firstReaching(ranges, from);
  let after = first;
  let [low, high] = [from, end];
  for (let range = ranges[after]; range !== undefined && range[0] <= end; range = ranges[after]) {
    low = Math.min(low, range[0]);
    high = Math.max(high, range[1]);
    after += 1;
  }
  ranges.splice(first, after - first, [low, high]);
}

/** The index of the first range that ends at `clock` or later. */
function firstReaching(ranges: readonly (readonly [number, number])[], clock: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[1] ?? Infinity) < clock) low = middle + 1;
    else high = middle;
  }
  return low;
}
