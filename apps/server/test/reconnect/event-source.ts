import { get } from 'node:http';

/** One event of an event stream. */
export interface SourceEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SourceRequest {
  readonly port: number;
  readonly path: string;
  readonly token: string;
  readonly lastEventId?: string | undefined;
  /** The server has answered that the events follow. */
  readonly onOpen?: () => void;
  readonly onEvent: (event: SourceEvent) => void;
  /** Leaves. */
  readonly signal?: AbortSignal;
}

export type SourceEnd = 'broken' | 'ended' | { readonly status: number; readonly text: string };

/** Reads one connection until it ends or breaks, and takes only what came whole, as a browser does. */
export function readSource({
  port,
  path,
  token,
  lastEventId,
  onOpen,
  onEvent,
  signal,
}: SourceRequest): Promise<SourceEnd> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
  };
  return new Promise((resolve) => {
    const address = { host: '127.0.0.1', port, path: `/api/v5${path}`, headers, agent: false };
    const request = get({ ...address, ...(signal && { signal }) }, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      if (response.statusCode === 200) onOpen?.();
      response.on('data', (text: string) => {
        rest += text;
        for (let end = rest.indexOf('\n\n'); response.statusCode === 200 && end !== -1; end = rest.indexOf('\n\n')) {
          const event = parse(rest.slice(0, end));
          rest = rest.slice(end + 2);
          if (event !== null) onEvent(event);
        }
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        if (response.statusCode !== 200) resolve({ status: response.statusCode ?? 0, text: rest });
        else resolve(response.complete ? 'ended' : 'broken');
      });
    });
    request.on('error', () => {
      resolve('broken');
    });
  });
}

/** What stands between two empty lines; `null` for a comment. */
function parse(block: string): SourceEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  const data = fields.get('data');
  if (data === undefined) return null;
  const parsed = JSON.parse(data) as SourceEvent['data'];
  return { event: fields.get('event') ?? 'message', id: fields.get('id'), data: parsed };
}
