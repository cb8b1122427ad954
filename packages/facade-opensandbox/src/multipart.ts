/** Thrown for a body that is no multipart form as clients write it. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm';
}

/** One part of a form. Its bytes have to be read before the next part comes. */
export interface FormPart {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The most bytes of the headers of one part. */
const MAX_HEADERS = 16_384;
const BLANK = Buffer.from('\r\n\r\n');

/** What stands between the parts, as `Content-Type` says; `null` for another type. */
export function boundaryOf(contentType: string): string | null {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
}

/**
 * The parts of a form as they arrive: no more of one is held than a piece of its bytes. Throws `MalformedForm`, and what the source
 * throws.
 */
export async function* formParts(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<FormPart, void, void> {
  const input = new FormInput(source);
  const mark = Buffer.from(`\r\n--${boundary}`);
  // As if a line had ended before the first one.
  input.prepend(Buffer.from('\r\n'));
  if ((await input.until(mark, 0)).length > 0) throw new MalformedForm('The form does not begin with its boundary.');
  while (!(await input.isLast())) {
    const headers = await input.until(BLANK, MAX_HEADERS);
    const [, name] = /^content-disposition:\s*form-data\s*;.*?\bname="([^"]*)"/im.exec(headers.toString('utf8')) ?? [];
    if (name === undefined) throw new MalformedForm('A part of the form has no name.');
    let isRead = false;
    const bytes = input.pieces(mark);
    yield {
      name,
      bytes: (async function* () {
        yield* bytes;
        isRead = true;
      })(),
    };
    if (!isRead) throw new MalformedForm('A part of the form was not read.');
  }
}

/** Bytes that are read up to marks in them. */
class FormInput {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  prepend(bytes: Buffer): void {
    this.held = Buffer.concat([bytes, this.held]);
  }

  /** What stands before the mark, which is passed. */
  async until(mark: Buffer, most: number): Promise<Buffer> {
    for (;;) {
      const at = this.held.indexOf(mark);
      if (at > most || (at === -1 && this.held.length > most + mark.length))
        throw new MalformedForm('The form is not divided by its boundary.');
      if (at !== -1) return this.take(at, mark);
      await this.more();
    }
  }

  /** The same in pieces, however much it is. */
  async *pieces(mark: Buffer): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      const at = this.held.indexOf(mark);
      if (at !== -1) {
        const last = this.take(at, mark);
        if (last.length > 0) yield last;
        return;
      }
      // What may be the beginning of a mark stays.
      const sure = this.held.length - mark.length + 1;
      if (sure > 0) {
        const piece = this.held.subarray(0, sure);
        this.held = this.held.subarray(sure);
        yield piece;
      }
      await this.more();
    }
  }

  /** Behind a mark: whether it was the last one. */
  async isLast(): Promise<boolean> {
    while (this.held.length < 2) await this.more();
    const end = this.held.toString('latin1', 0, 2);
    if (end === '--') return true;
    if (end !== '\r\n') throw new MalformedForm('A boundary of the form does not end its line.');
    this.held = this.held.subarray(2);
    return false;
  }

  private take(length: number, mark: Buffer): Buffer {
    const taken = this.held.subarray(0, length);
    this.held = this.held.subarray(length + mark.length);
    return taken;
  }

  private async more(): Promise<void> {
    const next = await this.source.next();
    if (next.done === true) throw new MalformedForm('The form breaks off.');
    this.held = this.held.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.held, next.value]);
  }
}
