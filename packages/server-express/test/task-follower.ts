import { readBlocks } from './event-reader.js';
import type { HttpClient } from './http-client.js';

/** One event of a task as it came over the wire. */
export interface TaskEventRead {
  readonly event: string;
  /** What to send as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of a task behind `after`, until one satisfies `isLast`, that one included, or to the end of the stream. */
export async function followTask(
  client: HttpClient,
  task: string,
  {
    after,
    isLast = () => false,
  }: { readonly after?: string | undefined; readonly isLast?: (event: TaskEventRead) => boolean } = {},
): Promise<TaskEventRead[]> {
  const leaving = new AbortController();
  const headers = after === undefined ? {} : { 'Last-Event-ID': after };
  const response = await client.open('GET', `/tasks/${task}/events`, { headers, signal: leaving.signal });
  if (response.status !== 200) throw new Error(`Not followed: ${String(response.status)} ${await response.text()}`);
  const events: TaskEventRead[] = [];
  for await (const block of readBlocks(response)) {
    const event = toEvent(block);
    if (event === null) continue;
    events.push(event);
    if (isLast(event)) break;
  }
  leaving.abort();
  return events;
}

function toEvent(block: string): TaskEventRead | null {
  const lines = block.split('\n').filter((line) => !line.startsWith(':'));
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  const data = fields.get('data');
  if (data === undefined) return null;
  return { event: fields.get('event') ?? '', id: fields.get('id'), data: JSON.parse(data) as TaskEventRead['data'] };
}
