import { readdir, readFile } from 'node:fs/promises';

const PAGE_BYTES = 4_096;

/**
 * The memory that the processes of each group hold, by the group's id; empty where the machine has no `/proc`. Pages that several
 * share count for each.
 */
export async function groupMemory(groups: ReadonlySet<number>): Promise<ReadonlyMap<number, number>> {
  const held = new Map<number, number>();
  const names = await readdir('/proc').catch(() => []);
  for (const name of names) {
    if (!/^\d+$/u.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    // Behind the name, which is in parentheses and may hold anything: state, parent, group, …
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const group = Number(fields[2]);
    if (groups.has(group)) held.set(group, (held.get(group) ?? 0) + Number(fields[21]) * PAGE_BYTES);
  }
  return held;
}
