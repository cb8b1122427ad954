import { setTimeout } from 'node:timers/promises';

/** Waits until `condition` holds, asking often, and throws when it does not within `deadlineMs`. */
export async function eventually(condition: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${String(deadlineMs)} ms: ${condition.toString()}`);
    await setTimeout(5);
  }
}
