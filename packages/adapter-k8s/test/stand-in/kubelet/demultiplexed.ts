import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

interface Frame {
  readonly isError: boolean;
  readonly payload: Buffer;
}

/** What a container wrote, in order, from the stream in which the engine sends it: frames of a kind, a length and bytes. */
export async function* frames(source: Readable, head: Buffer = Buffer.alloc(0)): AsyncGenerator<Frame> {
  let buffered = head;
  function* whole(): Generator<Frame> {
    while (buffered.length >= 8) {
      const end = 8 + buffered.readUInt32BE(4);
      if (buffered.length < end) return;
      const frame = { isError: buffered[0] === 2, payload: buffered.subarray(8, end) };
      buffered = buffered.subarray(end);
      yield frame;
    }
  }
  yield* whole();
  for await (const chunk of source as AsyncIterable<Buffer>) {
    buffered = Buffer.concat([buffered, chunk]);
    yield* whole();
  }
}

/** The two outputs, each as a stream of its own. */
export function demultiplexed(source: Readable, head?: Buffer): { stdout: PassThrough; stderr: PassThrough } {
  const outputs = { stdout: new PassThrough(), stderr: new PassThrough() };
  // Where the connection broke, what came is what there is.
  void pump(source, head, outputs)
    .catch(() => undefined)
    .finally(() => {
      outputs.stdout.end();
      outputs.stderr.end();
    });
  return outputs;
}

async function pump(
  source: Readable,
  head: Buffer | undefined,
  { stdout, stderr }: { stdout: PassThrough; stderr: PassThrough },
): Promise<void> {
  for await (const { isError, payload } of frames(source, head)) {
    const output = isError ? stderr : stdout;
    if (!output.write(payload)) await once(output, 'drain');
  }
}
