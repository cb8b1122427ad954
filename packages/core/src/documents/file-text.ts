import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../kernel/index.js';

/** How a file writes a text. */
export interface TextFormat {
  /** `crlf` where every line of the file ends so; what is mixed stays in the text as it is, and is `lf`. */
  readonly lineEnd: 'lf' | 'crlf';
  /** Whether the file begins with the byte order mark of UTF-8. */
  readonly hasMark: boolean;
}

/** The text of a file, with lines that end in `\n` whatever they end in there. */
export interface FileText {
  readonly text: string;
  readonly format: TextFormat;
}

/** How a new file is written. */
export const PLAIN_FORMAT: TextFormat = { lineEnd: 'lf', hasMark: false };

const MARK = '\uFEFF';

/**
 * What the file says. Its bytes are those of `encodeFile` again. `not-text` where they are not UTF-8, or hold a NUL. A file without
 * any line end says nothing about them: `before` does.
 */
export function decodeFile(bytes: Uint8Array, before: TextFormat): Result<FileText, 'not-text'> {
  const decoded = decodeUtf8(bytes);
  if (decoded === null || decoded.includes('\0')) return err('not-text');
  const hasMark = decoded.startsWith(MARK);
  const raw = hasMark ? decoded.slice(MARK.length) : decoded;
  const text = raw.replaceAll('\r\n', '\n');
  if (!raw.includes('\n') && !raw.includes('\r')) return ok({ text: raw, format: { ...before, hasMark } });
  // Every line ends in both, and neither stands alone.
  const isCrlf = !text.includes('\r') && raw.length - text.length === text.split('\n').length - 1;
  return ok({ text: isCrlf ? text : raw, format: { lineEnd: isCrlf ? 'crlf' : 'lf', hasMark } });
}

/** The bytes of a file that says this. Half of a surrogate pair, which no file can hold, is U+FFFD. */
export function encodeFile(text: string, { lineEnd, hasMark }: TextFormat): Uint8Array {
  const lines = lineEnd === 'crlf' ? text.replaceAll(/\r?\n/gu, '\r\n') : text;
  return new TextEncoder().encode(hasMark ? MARK + lines : lines);
}

/** Tells contents of files apart. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
