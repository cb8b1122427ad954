import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { CarrelException } from '@carrel/core/kernel';
import type { WorkspaceConnection } from '@carrel/core/runtime';
import type { OpenRuntime } from './open-runtime.js';
import { awaitedLater, within, type ProcessReader } from './process-events.js';
import type { PortPrograms } from './port-programs.js';

/** A program that listens, as a case has it. */
export interface RunningServer {
  readonly id: string;
  readonly port: number;
  /** What it writes after its port. */
  readonly output: ProcessReader;
}

/** Starts a program that listens, and waits until it does. */
export async function startServer(
  open: OpenRuntime,
  connection: WorkspaceConnection,
  name: keyof PortPrograms,
): Promise<RunningServer> {
  const id = await open.spawn(connection, open.programs[name]());
  const output = await open.attach(connection, id);
  await output.until('\n');
  return { id, port: Number(output.reading().stdout), output };
}

/** A stream to the port; what breaks it is taken note of, and fails no test by itself. */
export async function openStream(open: OpenRuntime, connection: WorkspaceConnection, port: number): Promise<Duplex> {
  const stream = await open.must('openPort', connection.openPort(port));
  stream.on('error', () => undefined);
  return stream;
}

/** All that comes until the end. */
export function readToEnd(stream: Duplex): Promise<Buffer> {
  const read = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  return awaitedLater(within(read(), 'the end of a stream'));
}

/** The first so many bytes, at least. */
export async function readSome(stream: Duplex, bytes: number): Promise<Buffer> {
  const read = async () => {
    const chunks: Buffer[] = [];
    let size = 0;
    while (size < bytes) {
      const chunk = stream.read() as Buffer | null;
      if (chunk === null) await once(stream, 'readable');
      else {
        chunks.push(chunk);
        size += chunk.length;
      }
    }
    return Buffer.concat(chunks);
  };
  return within(read(), `${bytes} bytes of a stream`);
}

/** The type of the error that the stream is destroyed with. */
export async function whatBreaks(stream: Duplex): Promise<string> {
  const thrown = stream.errored ?? (await within(broken(stream), 'the break of a stream'));
  assert.ok(thrown instanceof CarrelException, String(thrown));
  assert.equal(stream.destroyed, true);
  return (thrown.error as { readonly type: string }).type;
}

function broken(stream: Duplex): Promise<unknown> {
  return new Promise((resolve) => {
    stream.once('error', resolve);
    stream.once('close', () => {
      resolve('it was closed without an error');
    });
  });
}
