import { connect } from 'node:net';

/** What came back for some bytes. */
export interface RawAnswer {
  /** `null` when the connection ended, or stayed, without an answer. */
  readonly status: number | null;
  readonly headers: Headers;
  readonly text: string;
  /** Everything, as it came. */
  readonly raw: string;
  readonly ended: 'whole' | 'closed' | 'silent';
}

export interface RawCall {
  readonly port: number;
  readonly bytes: Uint8Array;
  readonly deadlineMs: number;
  /** Whether the answer to it has no body. */
  readonly head?: boolean;
  /** Ends our side behind the bytes. */
  readonly half?: boolean;
}

/** Sends bytes and reads one answer, or the head of one that is a stream. */
export function callRaw({ port, bytes, deadlineMs, head = false, half = false }: RawCall): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const settle = (ended: RawAnswer['ended']) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(toAnswer(got, ended));
    };
    const timer = setTimeout(() => {
      settle('silent');
    }, deadlineMs);
    socket.on('connect', () => {
      socket.write(bytes);
      if (half) socket.end();
    });
    socket.on('data', (part: Buffer) => {
      got = Buffer.concat([got, part]);
      if (isWhole(got, head)) settle('whole');
    });
    socket.on('error', () => undefined);
    socket.on('end', () => {
      settle('closed');
    });
    socket.on('close', () => {
      settle('closed');
    });
  });
}

function isWhole(got: Buffer, head: boolean): boolean {
  const text = got.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]);
  if (status === 100) return isWhole(got.subarray(end + 4), head);
  if (head || status === 204 || status === 304) return true;
  const names = text.slice(0, end).toLowerCase();
  if (names.includes('content-type: text/event-stream')) return true;
  const length = /content-length: (\d+)/.exec(names)?.[1];
  if (length !== undefined) return got.length >= end + 4 + Number(length);
  return names.includes('transfer-encoding: chunked') && text.endsWith('0\r\n\r\n');
}

function toAnswer(got: Buffer, ended: RawAnswer['ended']): RawAnswer {
  const raw = got.toString('utf8');
  const start = raw.startsWith('HTTP/1.1 100') ? raw.indexOf('\r\n\r\n') + 4 : 0;
  const end = raw.indexOf('\r\n\r\n', start);
  const headers = new Headers();
  if (end === -1) return { status: null, headers, text: '', raw, ended };
  const [first = '', ...lines] = raw.slice(start, end).split('\r\n');
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(first.split(' ')[1]), headers, text: raw.slice(end + 4), raw, ended };
}
