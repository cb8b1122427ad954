/** What the keys and the channel of one stream are called. All are in one slot of a cluster. */
export interface StreamNames {
  readonly entries: string;
  readonly meta: string;
  readonly channel: string;
}

export function streamNames(prefix: string, key: string): StreamNames {
  const entries = `${prefix}:stream:{${key.replace(/[%{}]/g, encodeURIComponent)}}`;
  return { entries, meta: `${entries}:meta`, channel: `${entries}:live` };
}
