import { SocketClient, type OpenSocketOptions } from './socket-client.js';

export interface Control {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A client of one terminal, which holds what it gets against what the wire promises. */
export class TerminalClient implements Disposable {
  readonly controls: Control[] = [];
  /** What was written from `from` on. */
  output = Buffer.alloc(0);
  /** Of the first byte of `output`. */
  from = 0;
  private parsed = 0;

  private constructor(readonly socket: SocketClient) {}

  /** Opens a terminal by its whole URL. */
  static async attach(url: string, options: OpenSocketOptions = {}): Promise<TerminalClient> {
    const client = new TerminalClient(await SocketClient.open(url, options));
    await client.until(() => client.controls.length > 0);
    client.from = client.ready['offset'] as number;
    return client;
  }

  get ready(): Control {
    const [first] = this.controls;
    if (first?.type !== 'ready') throw new Error(`Not ready but ${JSON.stringify(first)}`);
    return first;
  }

  /** Where to go on from. */
  get offset(): number {
    return this.from + this.output.byteLength;
  }

  get text(): string {
    return this.output.toString('utf8');
  }

  until<T>(find: () => T | undefined | false): Promise<T> {
    return this.socket.until(() => {
      this.parse();
      return find();
    });
  }

  control(type: string): Promise<Control> {
    return this.until(() => this.controls.find((control) => control.type === type));
  }

  async shows(text: string): Promise<void> {
    await this.until(() => this.output.includes(text));
  }

  type(data: string | Uint8Array): void {
    this.socket.ws.send(Buffer.concat([Buffer.of(0x11), Buffer.from(data)]));
  }

  say(control: object): void {
    this.socket.ws.send(Buffer.concat([Buffer.of(0x12), Buffer.from(JSON.stringify(control))]));
  }

  /** How it closed, with everything that came before in `output` and `controls`. */
  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    const end = await this.socket.closed;
    this.parse();
    return end;
  }

  private parse(): void {
    const { messages } = this.socket;
    const parts: Buffer[] = [this.output];
    for (; this.parsed < messages.length; this.parsed += 1) {
      const { data, isBinary } = messages[this.parsed] ?? { data: Buffer.alloc(0), isBinary: false };
      if (!isBinary) throw new Error('A terminal sent text');
      if (data[0] === 0x02) {
        const control = JSON.parse(data.subarray(1).toString()) as Control;
        this.controls.push(control);
        if (control.type === 'ready') this.from = control['offset'] as number;
        if (control.type === 'gap') {
          parts.splice(0);
          this.output = Buffer.alloc(0);
          this.from = control['to'] as number;
        }
        continue;
      }
      if (data[0] !== 0x01) throw new Error(`A terminal sent channel ${String(data[0])}`);
      const offset = Number(data.readBigUInt64BE(1));
      const expected = this.from + parts.reduce((sum, part) => sum + part.byteLength, 0);
      if (offset !== expected) throw new Error(`Output at ${String(offset)} where ${String(expected)} was expected`);
      parts.push(data.subarray(9));
    }
    this.output = Buffer.concat(parts);
  }

  [Symbol.dispose](): void {
    this.socket[Symbol.dispose]();
  }
}
