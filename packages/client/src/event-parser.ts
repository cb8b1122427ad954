/** One event of an event stream, as it came. */
export interface ParsedEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Reads an event stream out of pieces that are cut anywhere. */
export class EventParser {
  /** What the server asked to wait before the next connection. */
  retryMs: number | undefined;
  private readonly decoder = new TextDecoder();
  private rest = '';
  private heldChars = 0;
  private event = '';
  private id: string | undefined;
  private data: string[] = [];

  constructor(private readonly maxChars: number) {}

  /** The events that are whole by now; `null` when one is too large. */
  push(piece: Uint8Array): readonly ParsedEvent[] | null {
    const events: ParsedEvent[] = [];
    const lines = (this.rest + this.decoder.decode(piece, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = this.line(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (event !== null) events.push(event);
    }
    return this.heldChars + this.rest.length > this.maxChars ? null : events;
  }

  private line(line: string): ParsedEvent | null {
    if (line === '') return this.take();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    this.heldChars += line.length;
    if (name === 'event') this.event = value;
    else if (name === 'data') this.data.push(value);
    else if (name === 'id') this.id = value;
    else if (name === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    return null;
  }

  private take(): ParsedEvent | null {
    const { event, id, data } = this;
    this.event = '';
    this.id = undefined;
    this.data = [];
    this.heldChars = 0;
    return data.length === 0 ? null : { event: event === '' ? 'message' : event, data: data.join('\n'), id };
  }
}
