import { access, readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeListener, type HttpApi } from '@carrel/server-express';

/** One file of the workbench, by the coding that it is sent in; `identity` is there for each. */
interface Served {
  readonly type: string;
  readonly bytes: Readonly<Partial<Record<Coding, Buffer>>>;
}

type Coding = 'br' | 'gzip' | 'identity';

const PLAIN = ['', 'identity'] as const;
const SUFFIXES: readonly (readonly [suffix: string, coding: Coding])[] = [['.br', 'br'], ['.gz', 'gzip'], PLAIN];

const PAGE = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing comes from elsewhere, and no script stands in a page. CodeMirror and xterm.js write their styles into it. */
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

const MISSING = 'The workbench is not built; npm run build does that.\n';

/** Serves the workbench at `/`, as it was built when this is called; what is no part of it is answered by the interface. */
export async function workbench(api: HttpApi): Promise<RequestListener> {
  const directory = await builtAt();
  const files = directory === null ? new Map<string, Served>() : await filesIn(directory, api.options.basePath);
  const others = nodeListener(api);
  return (message, response) => {
    const { method, url = '/' } = message;
    const path = url.replace(/\?.*$/s, '');
    const isRead = method === 'GET' || method === 'HEAD';
    const file = isRead ? files.get(path) : undefined;
    if (file !== undefined) send(file, path, { message, response });
    else if (isRead && path === '/' && files.size === 0) response.writeHead(404, HEADERS).end(MISSING);
    else others(message, response);
  };
}

/** Where the built files are; `null` where there are none. */
async function builtAt(): Promise<string | null> {
  try {
    const directory = join(dirname(fileURLToPath(import.meta.resolve('@carrel/workbench/package.json'))), 'dist');
    await access(join(directory, PAGE));
    return directory;
  } catch {
    return null;
  }
}

/** By the path of a request. The page is told where the interface is. */
async function filesIn(directory: string, basePath: string): Promise<ReadonlyMap<string, Served>> {
  const files = new Map<string, Served>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const [suffix, coding] = SUFFIXES.find(([end]) => entry.name.endsWith(end)) ?? PLAIN;
    const name = relative(directory, place).slice(0, suffix.length === 0 ? undefined : -suffix.length);
    const path = name === PAGE ? '/' : `/${name.split(sep).join('/')}`;
    const bytes = await readFile(place);
    const told = path === '/' ? Buffer.from(bytes.toString().replaceAll('%BASE_PATH%', basePath)) : bytes;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    files.set(path, { type, bytes: { ...files.get(path)?.bytes, [coding]: told } });
  }
  return files;
}

function send(
  { type, bytes }: Served,
  path: string,
  { message, response }: { readonly message: IncomingMessage; readonly response: ServerResponse },
): void {
  const accepted = (message.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  const coding = (['br', 'gzip'] as const).find((one) => accepted.includes(one) && bytes[one] !== undefined);
  const body = bytes[coding ?? 'identity'] ?? Buffer.alloc(0);
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': type,
    'Content-Length': body.byteLength,
    // What is beneath /assets/ has its digest in its name.
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
    ...(coding === undefined ? {} : { 'Content-Encoding': coding }),
  });
  response.end(message.method === 'HEAD' ? undefined : body);
}
