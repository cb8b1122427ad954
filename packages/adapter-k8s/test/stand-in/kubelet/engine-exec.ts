import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, type Duplex } from 'node:stream';
import { ApiError, internalError } from '../store/status.js';
import type { ExecRequest, RunningExec } from '../streams/pod-runner.js';
import { demultiplexed } from './demultiplexed.js';
import { engine, EngineError, engineUpgrade } from './engine.js';

/** Starts a program beside those of a container. @throws ApiError when the engine refuses. */
export async function engineExec(id: string, { command, tty, stdin }: ExecRequest): Promise<RunningExec> {
  try {
    const body = { Cmd: command, Tty: tty, AttachStdin: stdin, AttachStdout: true, AttachStderr: !tty };
    const { Id } = await engine<{ Id: string }>(`/containers/${id}/exec`, { method: 'POST', body });
    const { stream, head } = await engineUpgrade(`/exec/${Id}/start`, { Detach: false, Tty: tty });
    return running(Id, stream, { tty, stdin, head });
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    throw new ApiError(500, 'InternalError', `error executing command in container: ${cause.message}`);
  }
}

function running(
  id: string,
  stream: Duplex,
  { tty, stdin, head }: { tty: boolean; stdin: boolean; head: Buffer },
): RunningExec {
  stream.on('error', () => undefined);
  const { stdout, stderr } = tty ? raw(stream, head) : demultiplexed(stream, head);
  return {
    stdin: stdin ? stream : new PassThrough().resume(),
    stdout,
    stderr,
    resize: (columns, rows) => {
      void engine(`/exec/${id}/resize?h=${rows}&w=${columns}`, { method: 'POST' }).catch(() => undefined);
    },
    ended: () => exitCode(id),
    release: () => stream.destroy(),
  };
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
async function exitCode(id: string): Promise<number> {
  for (;;) {
    const { Running, ExitCode } = await engine<{ Running: boolean; ExitCode: number | null }>(`/exec/${id}/json`);
    if (!Running) {
      if (ExitCode === null) throw internalError('the container ended');
      return ExitCode;
    }
    await sleep(50);
  }
}
