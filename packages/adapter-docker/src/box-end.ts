import { okAsync, type ResultAsync } from '@carrel/core/kernel';
import type { BoxInfo, RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { BoxKills, inMilliseconds, isKill, type ContainerLife } from './box-kills.js';
import type { Box } from './box.js';
import type { Engine, UntilAborted } from './engine.js';
import { pastEvents } from './engine-events.js';

/** Within this time of a kill the container is over; the engine itself waits no longer for that. */
const KILL_TAKES_MS = 10_000;

/** Why boxes ended. */
export class BoxEnds {
  private readonly kills: BoxKills;

  constructor(
    private readonly engine: Engine,
    disposed: AbortSignal,
  ) {
    this.kills = new BoxKills(engine, disposed);
  }

  /**
   * The box with the reason of its end. The engine marks a container in which anything ever ran out of memory; whether somebody
   * killed it after that, our notes and its own memory of events tell. Where neither goes back far enough, there is no reason.
   */
  tell(box: Box, inspected: Docker.ContainerInspectInfo, options: UntilAborted): ResultAsync<Box, RuntimeError> {
    // Before it is started, since nobody may ask for it again until it is over.
    if (box.info.state !== 'exited') this.kills.follow();
    if (box.info.reason !== 'out-of-memory') return okAsync(box);
    const life = lifeOf(inspected);
    if (this.kills.had(life)) return okAsync(endedBy(box, 'killed'));
    return pastEvents(this.engine, options).map((events) => {
      const killed = events.some((event) => isKill(event) && isIn(life, event.Actor.ID, event.timeNano));
      if (killed || this.kills.had(life)) return endedBy(box, 'killed');
      const decisive = Math.max(life.startedAt, life.endedAt - KILL_TAKES_MS);
      const [oldest] = events;
      const remembered = oldest !== undefined && inMilliseconds(oldest.timeNano) <= decisive;
      return remembered || this.kills.areNotedFrom(decisive) ? box : endedBy(box, undefined);
    });
  }
}

function lifeOf({ Id: id, State: state }: Docker.ContainerInspectInfo): ContainerLife {
  return { id, startedAt: Date.parse(state.StartedAt), endedAt: Date.parse(state.FinishedAt) };
}

/** A kill may be written down after the end that it brought about, but not after the next start. */
function isIn({ id, startedAt }: ContainerLife, killedId: string, timeNano: number): boolean {
  return killedId === id && inMilliseconds(timeNano) >= startedAt;
}

function endedBy(box: Box, reason: BoxInfo['reason']): Box {
  const { reason: _mark, ...info } = box.info;
  return { ...box, info: reason === undefined ? info : { ...info, reason } };
}
