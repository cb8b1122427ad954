import { describe, expect, it } from 'vitest';
import { readAwareness, writeAwareness, type AwarenessEntry } from './awareness-codec.js';
import { AwarenessRounds, type AwarenessRelay } from './awareness-rounds.js';
import type { LiveReader } from './live-reader.js';

const reader = (): LiveReader => ({ update: () => undefined, heard: () => undefined, ended: () => undefined });
const says = (client: number, clock: number): AwarenessEntry => ({ client, clock, state: Buffer.from('{}') });
const turn = () => new Promise((resolve) => setImmediate(resolve));

function world() {
  const relayed: AwarenessRelay[] = [];
  const rounds = new AwarenessRounds((each) => relayed.push(each));
  const add = (from: LiveReader | null, ...entries: AwarenessEntry[]) => {
    rounds.add({ entries, update: writeAwareness(entries), from });
  };
  const clocks = (update: Uint8Array | null | undefined) =>
    (update ? readAwareness(update) : null)?.map(({ client, clock }) => [client, clock]) ?? null;
  return { relayed, add, clocks };
}

describe('AwarenessRounds', () => {
  it('relays what comes alone at once, to all but who said it', async () => {
    const { relayed, add, clocks } = world();
    const ada = reader();
    for (let clock = 1; clock <= 3; clock += 1) {
      add(ada, says(7, clock));
      expect(relayed).toHaveLength(clock);
      await turn();
    }
    expect(relayed.map(({ from }) => from === ada)).toEqual([true, true, true]);
    expect(clocks(relayed[2]?.own)).toEqual([[7, 3]]);
  });

  it('relays what follows in the same round together, the newest of each', async () => {
    const { relayed, add, clocks } = world();
    const [ada, bob, carl] = [reader(), reader(), reader()];
    add(ada, says(1, 1));
    add(bob, says(2, 1));
    add(bob, says(2, 2));
    add(carl, says(3, 1));
    expect(relayed).toHaveLength(1);
    await turn();
    expect(relayed).toHaveLength(2);
    expect(clocks(relayed[1]?.update)).toEqual([
      [2, 2],
      [3, 1],
    ]);
    expect(relayed[1]).toMatchObject({ from: null });
    expect(clocks(relayed[1]?.own)).toEqual(clocks(relayed[1]?.update));
    await turn();
    expect(relayed).toHaveLength(2);
  });

  it('does not say back what one alone said', async () => {
    const { relayed, add } = world();
    const [ada, bob] = [reader(), reader()];
    add(ada, says(1, 1));
    add(bob, says(2, 1));
    add(bob, says(2, 2));
    await turn();
    expect(relayed[1]?.from === bob).toBe(true);
  });

  it('tells apart what another replica told', async () => {
    const { relayed, add, clocks } = world();
    add(null, says(9, 1));
    add(reader(), says(1, 1));
    add(null, says(9, 2));
    await turn();
    expect(relayed[0]?.own).toBeNull();
    expect(clocks(relayed[1]?.own)).toEqual([[1, 1]]);
    expect(clocks(relayed[1]?.update)).toEqual([
      [1, 1],
      [9, 2],
    ]);
    add(null, says(9, 3));
    add(null, says(9, 4));
    await turn();
    await turn();
    expect(relayed.at(-1)?.own).toBeNull();
    expect(clocks(relayed.at(-1)?.update)).toEqual([[9, 4]]);
  });
});
