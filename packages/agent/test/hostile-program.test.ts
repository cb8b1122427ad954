import { randomBytes } from 'node:crypto';
import { allAtOnce } from '@carrel/conformance';
import type { ProcessEvent } from '@carrel/core/runtime';
import { expect, it } from 'vitest';
import { runAgent, untilGone } from './running-agent.js';

/** What there is to say of an end by the time limit, or by who has no supervisor any more. */
const KILLED = 'SIGKILL';
/** Its supervisor was killed before it could tell that the program runs. */
const NEVER_RAN = 'connection/limit';

async function signalOf(events: AsyncIterable<ProcessEvent>): Promise<string> {
  for await (const event of events) if (event.type === 'exit') return event.exit.signal ?? '';
  return '';
}

it.each([
  ['stops its supervisor', 'kill -STOP $PPID', [KILLED]],
  ['stops its supervisor again and again', 'while kill -STOP $PPID; do sleep 0.01; done & true', [KILLED]],
  ['kills its supervisor', 'kill -KILL $PPID', [KILLED, NEVER_RAN]],
])('a program that %s does not outlive its time limit', async (_what, attack, ends) => {
  await using agent = await runAgent();
  const { processes } = await agent.connect();
  const marker = `hostile-${randomBytes(6).toString('hex')}`;
  const argv = ['sh', '-c', `trap '' TERM; ${attack}; : ${marker}; while :; do sleep 1; done`];
  // Long enough that all of them have begun: one that has not yet ignored SIGTERM dies of that.
  const limits = { timeoutMs: 2_500, graceMs: 200 };

  // At once, since it is a race against what the supervisor does meanwhile.
  const seen = await allAtOnce(20, async (number) => {
    const spawned = await processes.spawnAttached({ id: `p${number}`, argv, limits });
    return spawned.isOk() ? signalOf(spawned.value) : spawned.error.type;
  });

  for (const end of seen) expect(ends).toContain(end);
  await untilGone(marker);
});
