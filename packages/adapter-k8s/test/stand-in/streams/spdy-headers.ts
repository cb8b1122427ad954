import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

const NAMES =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status'.split(
    ' ',
  );

const CODES = '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505';
const TEXTS = [
  '203 Non-Authoritative Information',
  '204 No Content',
  '301 Moved Permanently',
  '400 Bad Request',
  '401 Unauthorized',
  '403 Forbidden',
  '404 Not Found',
  '500 Internal Server Error',
  '501 Not Implemented',
  '503 Service Unavailable',
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec',
  ' 00:00:00',
  ' Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT',
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public',
  'privatemax-age=gzip,deflate,sdch',
  'charset=utf-8charset=iso-8859-1,utf-,*,enq=0.',
];

/** What both sides begin compression with: words of HTTP, each after its length, then texts without. */
const DICTIONARY = Buffer.concat([
  ...[...NAMES, '200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin'].map(lengthed),
  Buffer.from(CODES + TEXTS.join('')),
]);

function lengthed(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

export type Headers = ReadonlyMap<string, string>;

/** The headers of one connection of SPDY/3: each block goes on from the one before, in both directions. */
export class HeaderCodec {
  private readonly inflate: Inflate = createInflate({ dictionary: DICTIONARY });
  private readonly deflate: Deflate = createDeflate({ dictionary: DICTIONARY });

  async decode(block: Buffer): Promise<Headers> {
    const bytes = await passed(this.inflate, block);
    const headers = new Map<string, string>();
    let at = 4;
    const text = (): string => {
      const length = bytes.readUInt32BE(at);
      at += 4 + length;
      return bytes.toString('utf8', at - length, at);
    };
    for (let left = bytes.readUInt32BE(0); left > 0; left -= 1) {
      const name = text().toLowerCase();
      headers.set(name, text());
    }
    return headers;
  }

  async encode(headers: Headers): Promise<Buffer> {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(headers.size);
    const pairs = [...headers].flatMap(([name, value]) => [lengthed(name), lengthed(value)]);
    return passed(this.deflate, Buffer.concat([count, ...pairs]));
  }

  close(): void {
    this.inflate.close();
    this.deflate.close();
  }
}

/** What the codec gives for this block, up to its flush. */
function passed(codec: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer) => chunks.push(chunk);
    codec.on('data', collect);
    codec.once('error', reject);
    codec.write(block);
    codec.flush(constants.Z_SYNC_FLUSH, () => {
      codec.off('data', collect);
      codec.off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}
