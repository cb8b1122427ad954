import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../eventually.js';

/** A raw client of one terminal, which holds the offsets of its output against what it got before. */
export class AttachedTerminal {
  readonly controls: { readonly type: string; readonly [key: string]: unknown }[] = [];
  /** How the socket closed; `null` while it is open. */
  closed: { readonly code: number; readonly reason: string } | null = null;
  /** Of the next byte of output. */
  offset = 0;
  /** The first thing that was wrong. */
  fault: string | null = null;
  private readonly parts: Buffer[] = [];
  /** How much of the output is kept to be looked at; more is only counted. */
  private keptBytes = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.take(data);
    });
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  static async open(url: string, token: string): Promise<AttachedTerminal> {
    const headers = { Authorization: `Bearer ${token}` };
    const terminal = new AttachedTerminal(new WebSocket(url, { headers, perMessageDeflate: false }));
    await once(terminal.socket, 'open');
    await eventually(() => terminal.controls.length > 0 || terminal.closed !== null, 30_000);
    return terminal;
  }

  get output(): Buffer {
    return Buffer.concat(this.parts);
  }

  async shows(text: string, deadlineMs = 20_000): Promise<void> {
    await eventually(() => this.output.includes(text), deadlineMs);
  }

  type(data: string | Uint8Array): void {
    this.socket.send(Buffer.concat([Buffer.of(0x11), Buffer.from(data)]));
  }

  private take(data: Buffer): void {
    if (data[0] !== 0x01) {
      const control = JSON.parse(data.subarray(1).toString()) as (typeof this.controls)[number];
      this.controls.push(control);
      if (control.type === 'ready') this.offset = Number(control['offset']);
      if (control.type === 'gap') this.offset = Number(control['to']);
      return;
    }
    const offset = Number(data.readBigUInt64BE(1));
    if (offset !== this.offset) this.fault ??= `output at ${String(offset)}, not ${String(this.offset)}`;
    const bytes = data.subarray(9);
    this.offset += bytes.byteLength;
    if (this.keptBytes > 8_000_000) return;
    this.keptBytes += bytes.byteLength;
    this.parts.push(bytes);
  }
}
