import { setTimeout as pause } from 'node:timers/promises';
import { err, ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError } from '@carrel/core/runtime';
import type { AgentVolume } from './agent-volume.js';
import type { Box } from './box.js';
import type { Engine, UntilAborted } from './engine.js';

/** How often a box is started whose agent is being written to its volume, or was removed from it. */
const ATTEMPTS = 4;
/** How long another process may take to write the agent where this one already found it. */
const WRITING_MS = 100;

export interface ContainerStart {
  readonly engine: Engine;
  readonly agents: AgentVolume;
  readonly options: UntilAborted;
}

/**
 * The container of the box runs. Where its volume of the agent is not whole, as one that the engine made anew because somebody had
 * removed it, or one that another process fills at this moment, it is filled first.
 */
export function startContainer(
  box: Box,
  { engine, agents, options }: ContainerStart,
  attempts = ATTEMPTS,
): ResultAsync<void, RuntimeError> {
  const { boxId, installationId } = box.info.handle;
  return engine
    .call((docker) => docker.getContainer(boxId).start(), options)
    .map(() => undefined)
    .orElse((error) => {
      if (attempts <= 1 || !isAgentMissing(error)) return err(error);
      return agents
        .ensureAnew({ image: box.imageId, installationId })
        .andThen(() => ResultAsync.fromSafePromise(pause(WRITING_MS)))
        .andThen(() => startContainer(box, { engine, agents, options }, attempts - 1));
    });
}

/** The program is not there or still open for writing, or what is mounted from its volume is not there. */
function isAgentMissing({ cause }: RuntimeError): boolean {
  if (!(cause instanceof Error)) return false;
  return cause.message.includes('carrel-agent') && /no such file|text file busy/i.test(cause.message);
}
