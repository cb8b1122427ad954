import { buffer } from 'node:stream/consumers';
import { pack, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { archiveStream } from '../src/snapshot-archive.js';

/** A header, and records of an extended one before it. */
type EntryHeader = Partial<Header> & { readonly name: string };

async function archive(...entries: readonly (EntryHeader & { readonly content?: string | Buffer })[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...headers } of entries) {
    if (headers.type === undefined || headers.type === 'file') tar.entry(headers, content);
    else tar.entry(headers);
  }
  tar.finalize();
  return buffer(tar);
}

async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

function through(bytes: Buffer, size = 700): Promise<Buffer> {
  return buffer(archiveStream(inPieces(bytes, size)));
}

const LONG = `long/${'n'.repeat(90)}/${'ü'.repeat(100)}`;
const FILES = [
  { name: 'workspace/', type: 'directory', mode: 0o700, uid: 1000, gid: 1000 },
  { name: 'workspace/a', content: 'a'.repeat(1_000), mode: 0o4755 },
  { name: LONG, content: 'x' },
  { name: 'workspace/hard', type: 'link', linkname: 'workspace/a' },
  { name: 'workspace/soft', type: 'symlink', linkname: '../..' },
  { name: 'workspace/last', content: Buffer.alloc(10_000, 7) },
] as const;

describe('the archive of a snapshot', () => {
  it.each([1, 511, 512, 700, 100_000])('is what the engine gave, in whatever pieces (%d)', async (size) => {
    const whole = await archive(...FILES);

    expect((await through(whole, size)).equals(whole)).toBe(true);
  });

  it('has no named pipe, nor the long name of one', async () => {
    const [first, ...rest] = FILES;
    const pipes = [
      { name: 'workspace/pipe', type: 'fifo' },
      { name: `${LONG}pipe`, type: 'fifo' },
    ] as const;

    expect((await through(await archive(first, ...pipes, ...rest))).equals(await archive(...FILES))).toBe(true);
  });

  it('believes the size of an extended header', async () => {
    const large = await archive({ name: 'workspace/large', content: 'y'.repeat(600), pax: { size: '600' } }, ...FILES);

    expect((await through(large)).equals(large)).toBe(true);
  });

  it('is no archive when it ends early, wherever', async () => {
    const whole = await archive(...FILES);
    const content = whole.length - 1_024;

    for (const length of [0, 100, 512, 1_500, content - 1, content]) {
      await expect(through(whole.subarray(0, length)), `${length} bytes`).rejects.toThrow('ended early');
    }
  });

  it('is no archive when something else comes in the middle', async () => {
    const whole = await archive(...FILES);
    const message = Buffer.from('{"message":"the disk is gone"}'.padEnd(512));

    await expect(through(Buffer.concat([whole.subarray(0, 512), message]))).rejects.toThrow('broken');
  });
});
