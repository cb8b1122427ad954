import { text } from 'node:stream/consumers';
import { okAsync, type ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { Box } from './box.js';
import type { Engine, UntilAborted } from './engine.js';

/** How long after an end the engine may take to write down what brought it about. */
const MARGIN_MS = 2_000;
const SIGKILL = '9';

/**
 * The box with the reason of its end. The engine marks a container in which anything ever ran out of memory; whether somebody
 * killed it after that, its events tell, while the engine remembers them.
 */
export function withTrueEnd(
  engine: Engine,
  box: Box,
  inspected: Docker.ContainerInspectInfo,
  options: UntilAborted,
): ResultAsync<Box, RuntimeError> {
  if (box.info.reason !== 'out-of-memory') return okAsync(box);
  return engine
    .call((docker) => wasKilled(docker, inspected), options)
    .map((killed) => (killed ? { ...box, info: { ...box.info, reason: 'killed' } } : box));
}

/** Whether the container was killed through the engine in this life of it. */
async function wasKilled(docker: Docker, { Id: id, State: state }: Docker.ContainerInspectInfo): Promise<boolean> {
  const stream = await docker.getEvents({
    since: inSeconds(Date.parse(state.StartedAt)),
    until: inSeconds(Date.parse(state.FinishedAt) + MARGIN_MS),
    filters: JSON.stringify({ container: [id], event: ['kill'] }),
  });
  const lines = (await text(stream)).split('\n').filter((line) => line !== '');
  return lines.some((line) => (JSON.parse(line) as KillEvent).Actor.Attributes['signal'] === SIGKILL);
}

interface KillEvent {
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> };
}

function inSeconds(milliseconds: number): number {
  return milliseconds / 1_000;
}
