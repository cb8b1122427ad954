import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Readable, type Duplex } from 'node:stream';
import { internalError, type ApiError } from '../store/status.js';
import type { ExecRequest, RunningExec } from '../streams/pod-runner.js';
import { demultiplexed } from './demultiplexed.js';
import { engine, EngineError, engineUpgrade } from './engine.js';

const POLL_MS = 50;
/** What the engine writes in place of a program that could not be started. */
const NOT_STARTED = 'OCI runtime exec failed';

/** Starts a program beside those of a container. @throws ApiError when the engine refuses. */
export async function engineExec(id: string, { command, tty, stdin }: ExecRequest): Promise<RunningExec> {
  try {
    const body = { Cmd: command, Tty: tty, AttachStdin: stdin, AttachStdout: true, AttachStderr: !tty };
    const { Id } = await engine<{ Id: string }>(`/containers/${id}/exec`, { method: 'POST', body });
    const { stream, head } = await engineUpgrade(`/exec/${Id}/start`, { Detach: false, Tty: tty });
    return running(Id, stream, { tty, stdin, head });
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    throw notStarted(cause.message);
  }
}

const notStarted = (why: string): ApiError => internalError(`error executing command in container: ${why.trim()}`);

function running(
  id: string,
  stream: Duplex,
  { tty, stdin, head }: { tty: boolean; stdin: boolean; head: Buffer },
): RunningExec {
  stream.on('error', () => undefined);
  const outputs = tty ? raw(stream, head) : demultiplexed(stream, head);
  const refusal = { text: '' };
  let isReleased = false;
  return {
    stdin: stdin ? stream : new PassThrough().resume(),
    stdout: Readable.from(withoutRefusal(outputs.stdout, refusal)),
    stderr: outputs.stderr,
    resize: (columns, rows) => {
      void engine(`/exec/${id}/resize?h=${rows}&w=${columns}`, { method: 'POST' }).catch(() => undefined);
    },
    ended: async () => {
      if (refusal.text !== '') throw notStarted(refusal.text);
      return exitCode(id, () => isReleased);
    },
    release: () => {
      isReleased = true;
      stream.destroy();
    },
  };
}

/** What the program writes. What the engine says in its place is kept apart. */
async function* withoutRefusal(output: Readable, refusal: { text: string }): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (isFirst && chunk.toString('utf8', 0, NOT_STARTED.length) === NOT_STARTED) refusal.text = chunk.toString('utf8');
    else yield chunk;
    isFirst = false;
  }
}

function raw(stream: Duplex, head: Buffer): { stdout: PassThrough; stderr: PassThrough } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stdout.write(head);
  stream.pipe(stdout);
  stream.once('close', () => stdout.end());
  stderr.end();
  return { stdout, stderr };
}

/** The engine may say for a moment that it runs after its streams have ended; a program that closed them may run for long. */
async function exitCode(id: string, isReleased: () => boolean): Promise<number> {
  while (!isReleased()) {
    const { Running, ExitCode } = await engine<{ Running: boolean; ExitCode: number | null }>(`/exec/${id}/json`);
    if (!Running) {
      if (ExitCode === null) throw internalError('the container ended');
      return ExitCode;
    }
    await sleep(POLL_MS);
  }
  throw internalError('the stream was let go');
}
