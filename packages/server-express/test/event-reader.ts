import { checks } from './http-client.js';

/** One event as it came over the wire. */
export interface ReadEvent {
  readonly event: string;
  readonly id: number | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads an event stream; comments are left out. Ends with the stream. */
async function* readEvents(response: Response): AsyncGenerator<ReadEvent, void, void> {
  for await (const block of readBlocks(response)) {
    const fields = new Map(
      block
        .split('\n')
        .filter((line) => !line.startsWith(':'))
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    const data = fields.get('data');
    if (data === undefined) continue;
    const id = fields.get('id');
    const read = {
      event: fields.get('event') ?? 'message',
      id: id === undefined ? undefined : Number(id),
      data: JSON.parse(data) as ReadEvent['data'],
    };
    const { pathname } = new URL(response.url);
    const problem = checks.get(response)?.eventProblemOf(pathname, read.event, read.data) ?? null;
    if (problem !== null) throw new Error(`Not as the OpenAPI document says: ${problem}`);
    yield read;
  }
}

/** Events until one satisfies `isLast`, that one included; the stream is left then. */
export async function readUntil(response: Response, isLast: (event: ReadEvent) => boolean): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  for await (const event of readEvents(response)) {
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}

/** What stands between empty lines. */
export async function* readBlocks(response: Response): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 2);
    }
  }
}
