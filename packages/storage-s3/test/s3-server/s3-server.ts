import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  operationOf,
  type Answer,
  type BucketRequest,
  type Operation,
  type ServerBucket,
} from './bucket-operations.js';
import { checkSignature, type Refusal, type ServerCredentials } from './signature.js';
import { toXml } from './xml.js';

/** What goes wrong with one request. */
export type Fault =
  /** It is refused, and nothing is done. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  /** The connection is cut, and nothing is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection is cut instead of an answer. */
  | { readonly kind: 'lose-answer' }
  /** It is done, and the connection is cut in the middle of the answer's body. */
  | { readonly kind: 'cut-body' }
  /** It is done, and a byte of the answer's body is another. */
  | { readonly kind: 'wrong-byte' }
  /** Nothing is done, and the answer says that it was. */
  | { readonly kind: 'forget' }
  /** Nothing is done, and the answer is an error in the form of a success. */
  | { readonly kind: 'error-in-success' }
  /** Nothing is done, and there is no answer. */
  | { readonly kind: 'hang' };

export interface S3ServerOptions {
  readonly credentials: ServerCredentials;
  readonly buckets: readonly string[];
  readonly region?: string;
}

/** A request that was served. */
export interface ServedRequest {
  readonly operation: Operation | null;
  readonly key: string;
  readonly status: number | null;
}

/**
 * An object storage on the loopback that keeps the documented protocol of Amazon S3 as far as this package uses it: it checks the
 * signature, the payload and the checksums of each request, and answers as the documentation says, or goes wrong as it is told.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export class S3Server implements AsyncDisposable {
  readonly buckets: ReadonlyMap<string, ServerBucket>;
  readonly served: ServedRequest[] = [];
  /** How far the clock of the server is ahead, in milliseconds. */
  clockOffsetMs = 0;
  /** What goes wrong with a request, asked for each that no planned fault meets. */
  storm: (operation: Operation | null, key: string) => Fault | null = () => null;
  private readonly planned: { readonly operation: Operation; readonly fault: Fault }[] = [];
  private readonly http = createServer((request, response) => void this.serve(request, response));

  private constructor(private readonly options: S3ServerOptions) {
    this.buckets = new Map(options.buckets.map((name) => [name, { objects: new Map(), uploads: new Map() }]));
  }

  static async start(options: S3ServerOptions): Promise<S3Server> {
    const server = new S3Server(options);
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** The bucket that a test looks into. */
  bucket(name: string): ServerBucket {
    return this.buckets.get(name)!;
  }

  /** The next `times` requests of `operation` go wrong. */
  failNext(operation: Operation, fault: Fault, times = 1): void {
    for (let time = 0; time < times; time += 1) this.planned.push({ operation, fault });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(message).catch(() => null);
    if (body === null) return;
    const { bucketName, request } = this.parse(message, body);
    const operation = operationOf(request);
    const fault = this.faultOf(operation?.name ?? null, request.key);
    const served = { operation: operation?.name ?? null, key: request.key };
    if (fault?.kind === 'cut' || fault?.kind === 'hang') {
      this.served.push({ ...served, status: null });
      if (fault.kind === 'cut') message.socket.destroy();
      return;
    }
    const answer = this.answer(bucketName, request, fault);
    this.served.push({ ...served, status: answer.status });
    if (fault?.kind === 'lose-answer') message.socket.destroy();
    else this.send(response, request, { answer, fault });
  }

  private answer(bucketName: string, request: BucketRequest, fault: Fault | null): Answer {
    if (fault?.kind === 'refuse') return toAnswer({ status: fault.status, code: fault.code, message: fault.code });
    if (fault?.kind === 'error-in-success')
      return {
        status: 200,
        body: toXml('Error', { Code: 'InternalError', Message: 'We encountered an internal error.' }),
      };
    const { credentials, region = 'us-east-1' } = this.options;
    const refused = checkSignature(request, { credentials, region, now: request.now });
    if (refused !== null) return toAnswer(refused);
    const bucket = this.buckets.get(bucketName);
    if (bucket === undefined)
      return toAnswer({ status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' });
    const operation = operationOf(request);
    if (operation === null) return toAnswer({ status: 501, code: 'NotImplemented', message: 'Not implemented here' });
    const answer = operation.handle(fault?.kind === 'forget' ? copyOf(bucket) : bucket, request);
    return 'code' in answer ? toAnswer(answer) : answer;
  }

  private send(
    response: ServerResponse,
    request: BucketRequest,
    { answer, fault }: { readonly answer: Answer; readonly fault: Fault | null },
  ): void {
    const body = Buffer.from(answer.body ?? '');
    if (fault?.kind === 'wrong-byte' && body.length > 0) body[0] = body.readUInt8(0) ^ 1;
    const date = new Date(request.now).toUTCString();
    response.writeHead(answer.status, {
      ...answer.headers,
      date,
      'content-length': body.length,
      'x-amz-request-id': 'TEST',
    });
    if (request.method === 'HEAD') return void response.end();
    if (fault?.kind !== 'cut-body') return void response.end(body);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
  }

  private parse(
    message: IncomingMessage,
    body: Buffer,
  ): { readonly bucketName: string; readonly request: BucketRequest } {
    const target = message.url ?? '/';
    const [path = '', query = ''] = target.split(/\?(.*)/s);
    const [, bucketName = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(',')]),
    );
    const { method = 'GET' } = message;
    const now = Date.now() + this.clockOffsetMs;
    const parameters = new URLSearchParams(query);
    return {
      bucketName,
      request: { method, target, headers, body, key: decodeURIComponent(key), query: parameters, now },
    };
  }

  private faultOf(operation: Operation | null, key: string): Fault | null {
    const index = this.planned.findIndex((one) => one.operation === operation);
    const [planned] = index < 0 ? [] : this.planned.splice(index, 1);
    return planned?.fault ?? this.storm(operation, key);
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function toAnswer({ status, code, message, details }: Refusal): Answer {
  const body = toXml('Error', { Code: code, Message: message, ...details, RequestId: 'TEST' });
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function copyOf({ objects, uploads }: ServerBucket): ServerBucket {
  const copies = [...uploads].map(([id, upload]) => [id, { ...upload, parts: new Map(upload.parts) }] as const);
  return { objects: new Map(objects), uploads: new Map(copies) };
}
