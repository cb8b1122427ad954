import { WebSocket } from 'ws';
import { readSource } from './event-source.js';
import type { FlowReader } from './flow.js';
import { NumberReader } from './numbers.js';

export interface OutputPlace {
  readonly session: string;
  readonly id: string;
  readonly token: string;
  /** Whether servers may be drained meanwhile, which say so where a connection breaks else. */
  readonly drains?: boolean;
}

/** Reads the numbers that a command prints, by server-sent events. */
export class CommandReader extends NumberReader implements FlowReader {
  exit: Readonly<Record<string, unknown>> | null = null;
  private lastEventId: string | undefined;

  constructor(private readonly place: OutputPlace) {
    super();
  }

  get isOver(): boolean {
    return this.exit !== null;
  }

  async connect(port: number): Promise<void> {
    const { session, id, token, drains = false } = this.place;
    const path = `/sessions/${session}/commands/${id}/output`;
    const end = await readSource({
      ...{ port, token, lastEventId: this.lastEventId },
      path: this.lastEventId === undefined ? `${path}?from=0` : path,
      onEvent: ({ event, id: position, data }) => {
        this.lastEventId = position ?? this.lastEventId;
        if (event === 'output') this.output(Number(data['offset']), Buffer.from(String(data['data']), 'base64'));
        else if (event === 'gap') this.gap(Number(data['from']), Number(data['to']));
        else if (event === 'exit') this.exit = data;
        else this.fault(`${event} ${JSON.stringify(data)}`);
        if (event === 'exit' && data['offset'] !== this.offset) this.fault(`exit at ${String(data['offset'])}`);
        if (event === 'exit') this.ended();
      },
    });
    if (typeof end === 'object') this.fault(`${String(end.status)} ${end.text}`);
    if (end === 'ended' && !this.isOver && !drains) this.fault('the output ended without an exit');
  }
}

const CONTROLS_WITHOUT_MEANING = new Set(['ready', 'resized', 'warning']);

/** Reads the numbers that a program prints in a terminal. */
export class TerminalReader extends NumberReader implements FlowReader {
  exit: Readonly<Record<string, unknown>> | null = null;
  isOver = false;

  constructor(private readonly place: OutputPlace) {
    super();
  }

  connect(port: number): Promise<void> {
    const { id, token, drains = false } = this.place;
    const url = `ws://127.0.0.1:${String(port)}/api/v5/ws/terminals/${id}?since=${String(this.offset)}`;
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` }, perMessageDeflate: false });
    socket.on('message', (frame: Buffer) => {
      this.take(frame);
    });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      this.fault(`refused with ${String(response.statusCode)}`);
      socket.terminate();
    });
    return new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        if (this.exit !== null && !this.isOver) this.ended();
        if (this.exit !== null) this.isOver = true;
        else if (code !== 1006 && !(drains && code === 1012))
          this.fault(`closed with ${String(code)} ${reason.toString()}`);
        resolve();
      });
    });
  }

  private take(frame: Buffer): void {
    if (frame[0] === 0x01) {
      this.output(Number(frame.readBigUInt64BE(1)), frame.subarray(9));
      return;
    }
    const control = JSON.parse(frame.subarray(1).toString()) as Readonly<Record<string, unknown>>;
    const { type } = control;
    if (type === 'gap') this.gap(Number(control['from']), Number(control['to']));
    else if (type === 'exit') this.exit = control;
    else if (!CONTROLS_WITHOUT_MEANING.has(String(type))) this.fault(JSON.stringify(control));
  }
}
