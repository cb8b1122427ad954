import { describe, expect, it } from 'vitest';
import { SingleFlight } from './single-flight.js';

describe('SingleFlight', () => {
  it('lets those who want the same thing at the same time share one piece of work', async () => {
    const flights = new SingleFlight<string, number>();
    let runs = 0;
    const work = async () => {
      await Promise.resolve();
      return (runs += 1);
    };
    expect(await Promise.all([1, 2, 3].map(() => flights.run('key', work)))).toEqual([1, 1, 1]);
    expect(runs).toBe(1);
  });

  it('works anew when the work before has ended', async () => {
    const flights = new SingleFlight<string, number>();
    let runs = 0;
    const work = () => Promise.resolve((runs += 1));
    expect([await flights.run('key', work), await flights.run('key', work)]).toEqual([1, 2]);
  });

  it('keeps different keys apart, and forgets them when they have ended', async () => {
    const flights = new SingleFlight<string, string>();
    const both = Promise.all(['a', 'b'].map((key) => flights.run(key, () => Promise.resolve(key))));
    expect(flights.size).toBe(2);
    expect(await both).toEqual(['a', 'b']);
    expect(flights.size).toBe(0);
  });

  it('gives a failure to all who share it, and frees the key', async () => {
    const flights = new SingleFlight<string, string>();
    const failing = () => Promise.reject(new Error('no'));
    const outcomes = await Promise.allSettled([flights.run('key', failing), flights.run('key', failing)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.run('key', () => Promise.resolve('yes'))).toBe('yes');
  });
});
