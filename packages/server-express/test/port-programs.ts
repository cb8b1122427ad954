import type { HttpClient } from './http-client.js';
import { portWorld, raw, site, type PortWorld, type Serve } from './port-world.js';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: readonly string[];
  readonly body: string;
}

/** Answers with what it was asked. */
const mirror: Serve = site((request, response) => {
  let body = '';
  request.setEncoding('latin1').on('data', (part: string) => (body += part));
  request.on('end', () => {
    const { method, url, headers, rawHeaders } = request;
    response.end(JSON.stringify({ method, url, headers, raw: rawHeaders, body }));
  });
});

/** What the mirror was asked, by the answer as it came. */
export const jsonOf = (answer: string) =>
  JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as Seen;

/** What a program says by itself, whatever it is asked. */
export const says =
  (text: string, end = true): Serve =>
  (stream) => {
    stream.once('data', () => {
      stream.write(Buffer.from(text, 'latin1'));
      if (end) stream.end();
    });
    stream.resume();
  };

export interface MirrorWorld extends PortWorld {
  readonly client: HttpClient;
  readonly token: string;
  /** Where the server listens. */
  readonly port: number;
  /** The path of a program that answers with what it was asked. */
  readonly mirrored: string;
  /** Sends bytes that no client library would, with a token. */
  send(path: string, lines?: readonly string[], body?: string, method?: string): Promise<string>;
}

/** A server that gives programs little time and little room for headers, and a program that answers with what it was asked. */
export async function mirrorWorld(): Promise<MirrorWorld> {
  const world = await portWorld({
    http: { ports: { answerTimeoutMs: 1_000, maxHeaderBytes: 2_048 }, allowedOrigins: ['https://app.example'] },
  });
  const { client } = world.owner;
  const { token = '' } = client;
  const { port } = world.server;
  return {
    ...world,
    ...{ client, token, port },
    mirrored: await world.listen(mirror),
    send: (path, lines = [], body = '', method = 'GET') =>
      raw(
        port,
        Buffer.from(
          [
            `${method} /api/v5${path} HTTP/1.1`,
            'Host: carrel.example',
            `Authorization: Bearer ${token}`,
            'Connection: close',
            ...lines,
          ]
            .map((line) => `${line}\r\n`)
            .join('') + `\r\n${body}`,
          'latin1',
        ),
      ),
  };
}
