/** One entry of an archive, as the cases write and read them. */
export interface TarItem {
  readonly path: string;
  /** A path that an extended header gives in place of `path`. */
  readonly extendedPath?: string;
  /** @default 'file' */
  readonly type?: 'file' | 'directory' | 'symlink' | 'hard-link' | 'device';
  /** @default '' */
  readonly content?: string | Uint8Array;
  /** Where a link leads. */
  readonly target?: string;
  /** @default 0o644, and 0o755 for a directory */
  readonly mode?: number;
}

export type UnpackedItem = Required<Omit<TarItem, 'extendedPath'>>;

/** When every packed entry was changed, in milliseconds since the Unix epoch. */
export const PACKED_AT = 1_700_000_000_000;

const BLOCK = 512;
const FLAGS = { file: '0', 'hard-link': '1', symlink: '2', device: '3', directory: '5' } as const;
const TYPES = { '0': 'file', '1': 'hard-link', '2': 'symlink', '3': 'device', '5': 'directory' } as const;

/** A tar stream in pieces of `pieceBytes`, by a packer that shares nothing with that of any runtime. */
export function packTar(items: readonly TarItem[], pieceBytes = 10_240): AsyncIterable<Uint8Array> {
  return inPieces(tarBytes(items), pieceBytes);
}

export function tarBytes(items: readonly TarItem[]): Buffer {
  const blocks = items.flatMap((item) => {
    const { extendedPath } = item;
    const entry = blocksOf(item, Buffer.from(item.content ?? ''), FLAGS[item.type ?? 'file']);
    if (extendedPath === undefined) return entry;
    const record = ` path=${extendedPath}\n`;
    // The length counts its own three digits.
    const content = Buffer.from(`${record.length + 3}${record}`);
    return [...blocksOf({ path: 'extended' }, content, 'x'), ...entry];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function blocksOf(item: TarItem, content: Buffer, flag: string): readonly Buffer[] {
  return [header(item, content.length, flag), content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}

export async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    await Promise.resolve();
    yield bytes.subarray(at, at + pieceBytes);
  }
}

/** The entries of an archive, by their paths without a slash at the end. */
export function unpackTar(archive: Buffer): ReadonlyMap<string, UnpackedItem> {
  const items = new Map<string, UnpackedItem>();
  let longPath: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const block = archive.subarray(at, at + BLOCK);
    const size = parseInt(textAt(block, 124, 12), 8);
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = textAt(block, 156, 1);
    if (flag === 'x') longPath = /\d+ path=(.*)\n/.exec(content.toString())?.[1];
    if (!(flag in TYPES)) continue;
    const prefix = textAt(block, 345, 155);
    const path = (longPath ?? `${prefix}${prefix === '' ? '' : '/'}${textAt(block, 0, 100)}`).replace(/\/$/, '');
    const mode = parseInt(textAt(block, 100, 8), 8);
    items.set(path, { path, type: TYPES[flag as keyof typeof TYPES], content, target: textAt(block, 157, 100), mode });
    longPath = undefined;
  }
  return items;
}

function header({ path, target = '', type, ...item }: TarItem, size: number, flag: string): Buffer {
  const { mode = type === 'directory' ? 0o755 : 0o644 } = item;
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  block.write(path, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(PACKED_AT / 1_000, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write(flag, 156);
  block.write(target, 157, 100);
  block.write('ustar\u000000', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}

function textAt(block: Buffer, offset: number, length: number): string {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return (end < 0 ? field : field.subarray(0, end)).toString().trim();
}
