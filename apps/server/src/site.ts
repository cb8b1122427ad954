import { access, readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of a site, by the coding that it is sent in; `identity` is there for each. */
interface Served {
  readonly type: string;
  readonly places: Readonly<Partial<Record<Coding, string>>>;
}

type Coding = 'br' | 'gzip' | 'identity';

const PLAIN = ['', 'identity'] as const;
const SUFFIXES: readonly (readonly [suffix: string, coding: Coding])[] = [['.br', 'br'], ['.gz', 'gzip'], PLAIN];

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Nothing comes from elsewhere, and no script stands in a page. What shows text writes its styles into it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A request, and what it is answered with. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/** Where a site is, and where it is served. */
export interface SiteOptions {
  /** Finds the `package.json` of what builds it into the `dist` beside that; may throw. */
  readonly manifest: () => string;
  /** The path that it is served beneath; ends with a slash. */
  readonly at: string;
  /** Words of its pages that stand for what only the server knows. */
  readonly words?: Readonly<Record<string, string>>;
}

/** Pages and what belongs to them, as they were built when this was opened. */
export class Site {
  private constructor(
    private readonly options: SiteOptions,
    private readonly files: ReadonlyMap<string, Served>,
  ) {}

  /** Looks for the files; `null` where they are not built. */
  static async open(options: SiteOptions): Promise<Site | null> {
    const directory = await builtAt(options.manifest);
    return directory === null ? null : new Site(options, await filesIn(directory, options.at));
  }

  /** Answers a request for a file of the site with it, or says that there is none. */
  serve(path: string, exchange: Exchange, status = 200): boolean {
    const { files } = this;
    const file = files.get(path) ?? files.get(path.endsWith('/') ? `${path}index.html` : `${path}.html`);
    if (file === undefined) return false;
    void this.send(file, { ...exchange, path, status });
    return true;
  }

  private async send(
    { type, places }: Served,
    { message, response, path, status }: Exchange & { readonly path: string; readonly status: number },
  ): Promise<void> {
    const isTold = this.options.words !== undefined && type === TYPES['.html'];
    const accepted = isTold ? [] : (message.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
    const coding = (['br', 'gzip'] as const).find((one) => accepted.includes(one) && places[one] !== undefined);
    try {
      const bytes = await readFile(places[coding ?? 'identity'] ?? '');
      const body = isTold ? this.told(bytes) : bytes;
      response.writeHead(status, {
        ...HEADERS,
        'Content-Type': type,
        'Content-Length': body.byteLength,
        // What is beneath assets/ has its digest in its name.
        'Cache-Control': path.startsWith(`${this.options.at}assets/`)
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
        Vary: 'Accept-Encoding',
        ...(coding === undefined ? {} : { 'Content-Encoding': coding }),
      });
      response.end(message.method === 'HEAD' ? undefined : body);
    } catch {
      // It is being built anew.
      answerText(response, 503, 'The page is not there at the moment.\n');
    }
  }

  private told(page: Buffer): Buffer {
    const words = Object.entries(this.options.words ?? {});
    return Buffer.from(words.reduce((text, [word, told]) => text.replaceAll(word, told), page.toString()));
  }
}

/** The path of a request that reads; `null` of another. */
export function pathRead({ method, url = '/' }: IncomingMessage): string | null {
  return method === 'GET' || method === 'HEAD' ? url.replace(/\?.*$/s, '') : null;
}

/** Answers with a sentence, under the policy of the pages. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}

/** Where the built files are; `null` where there are none. */
async function builtAt(manifest: SiteOptions['manifest']): Promise<string | null> {
  try {
    const directory = join(dirname(fileURLToPath(manifest())), 'dist');
    await access(join(directory, 'index.html'));
    return directory;
  } catch {
    return null;
  }
}

/** By the path of a request. */
async function filesIn(directory: string, at: string): Promise<ReadonlyMap<string, Served>> {
  const files = new Map<string, Served>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const [suffix, coding] = SUFFIXES.find(([end]) => entry.name.endsWith(end)) ?? PLAIN;
    const name = relative(directory, place).slice(0, suffix.length === 0 ? undefined : -suffix.length);
    const path = `${at}${name.split(sep).join('/')}`;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    files.set(path, { type, places: { ...files.get(path)?.places, [coding]: place } });
  }
  return files;
}
