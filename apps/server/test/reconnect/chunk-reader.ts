import { WebSocket } from 'ws';
import { readSource } from './event-source.js';
import type { FlowReader } from './flow.js';

/** The chunk that is written at a position: text of every length, with what must be escaped on the way. */
export function chunkAt(position: number): string {
  return `${String(position)}:${'é\n"\u0000😀 \r\n\ndata: '.repeat((position * 7) % 13)}`;
}

/** Reads the chunks of a stream, by server-sent events or a WebSocket. */
export class ChunkReader implements FlowReader {
  readonly faults: string[] = [];
  end: Readonly<Record<string, unknown>> | null = null;
  next = 0;
  readonly gaps: Readonly<Record<string, unknown>>[] = [];

  constructor(
    private readonly place: { readonly id: string; readonly token: string },
    private readonly by: 'events' | 'socket',
    /** Whether the log may be away for a while: whoever is told so comes again. */
    private readonly isPatient = false,
  ) {}

  get isOver(): boolean {
    return this.end !== null;
  }

  connect(port: number): Promise<void> {
    return this.by === 'events' ? this.byEvents(port) : this.bySocket(port);
  }

  private async byEvents(port: number): Promise<void> {
    const lastEventId = this.next === 0 ? undefined : String(this.next - 1);
    const end = await readSource({
      ...{ port, token: this.place.token, lastEventId, path: `/streams/${this.place.id}` },
      onEvent: ({ event, data }) => {
        this.take(event, data);
      },
    });
    if (typeof end === 'object' && !(this.isPatient && end.status === 503))
      this.faults.push(`${String(end.status)} ${end.text}`);
    if (end === 'ended' && !this.isOver && !this.isPatient) this.faults.push('the stream ended without an end');
  }

  private bySocket(port: number): Promise<void> {
    const url = `ws://127.0.0.1:${String(port)}/api/v5/ws/streams/${this.place.id}?from=${String(this.next)}`;
    const headers = { Authorization: `Bearer ${this.place.token}` };
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    socket.on('message', (text: Buffer) => {
      const { type, ...data } = JSON.parse(text.toString()) as Readonly<Record<string, unknown>>;
      this.take(String(type), data);
    });
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        if (!this.isOver && code !== 1006 && !(this.isPatient && code === 1013))
          this.faults.push(`closed with ${String(code)} ${reason.toString()}`);
        resolve();
      });
    });
  }

  private take(type: string, data: Readonly<Record<string, unknown>>): void {
    if (type === 'chunk') {
      const position = Number(data['position']);
      if (position !== this.next) this.faults.push(`chunk ${String(position)}, not ${String(this.next)}`);
      if (data['text'] !== chunkAt(position)) this.faults.push(`wrong text at ${String(position)}`);
      this.next = position + 1;
    } else if (type === 'gap') {
      if (data['from'] !== this.next) this.faults.push(`gap ${JSON.stringify(data)} at ${String(this.next)}`);
      this.gaps.push(data);
      this.next = Number(data['to']);
    } else if (type === 'end') {
      this.end = data;
      if (data['position'] !== this.next) this.faults.push(`end ${JSON.stringify(data)} at ${String(this.next)}`);
    } else if (!(this.isPatient && data['retryable'] === true)) this.faults.push(`${type} ${JSON.stringify(data)}`);
  }
}
