import * as nodeTest from 'node:test';
import { describe, expect, it } from 'vitest';
import { Cases, type CaseSubject, type KnownGap, type TestRunner } from './index.js';

interface Recorded {
  readonly name: string;
  readonly skipped: boolean;
  readonly run: () => Promise<void>;
}

class Subject implements CaseSubject {
  disposed = 0;

  dispose(): Promise<void> {
    this.disposed += 1;
    return Promise.resolve();
  }
}

function record(knownGaps: readonly KnownGap[] = []) {
  const recorded: Recorded[] = [];
  const subjects: Subject[] = [];
  const add = (skipped: boolean) => (name: string, run: () => Promise<void>) => recorded.push({ name, skipped, run });
  const test: TestRunner = {
    describe: (_, body) => {
      body();
    },
    it: Object.assign(add(false), { skip: add(true) }),
  };
  const createSubject = () => {
    const subject = new Subject();
    subjects.push(subject);
    return subject;
  };
  return { recorded, subjects, cases: new Cases<Subject>({ test, createSubject, knownGaps }) };
}

const fail = () => Promise.reject(new Error('the promise is broken'));
const pass = () => Promise.resolve();

describe('a case', () => {
  it('gets a subject of its own, which is disposed whether it passes or fails', async () => {
    const { cases, recorded, subjects } = record();
    cases.it('passes', pass);
    cases.it('fails', fail);
    await recorded[0]?.run();
    await expect(recorded[1]?.run()).rejects.toThrow('the promise is broken');
    expect(subjects.map(({ disposed }) => disposed)).toEqual([1, 1]);
  });

  it('keeps its process alive until it is over, for runners that end with it', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const { cases, recorded } = record();
    const before = timers();
    let during = 0;
    cases.it('waits', () => {
      during = timers();
      return Promise.resolve();
    });
    await recorded[0]?.run();
    expect([during, timers()]).toEqual([before + 1, before]);
  });

  it('is skipped, with the reason in its name, when the subject lacks the capability', () => {
    const { cases, recorded } = record();
    cases.itWhen({ has: false, lacks: 'it cannot' }, 'does', pass);
    cases.itWhen({ has: true, lacks: 'it cannot' }, 'does too', pass);
    expect(recorded.map(({ name, skipped }) => [name, skipped])).toEqual([
      ['does (skipped: it cannot)', true],
      ['does too', false],
    ]);
  });

  it('disposes a subject that could not be made ready', async () => {
    const { cases, recorded, subjects } = record();
    cases.prepared<Subject>(fail).it('never runs', pass);
    await expect(recorded[0]?.run()).rejects.toThrow('the promise is broken');
    expect(subjects.map(({ disposed }) => disposed)).toEqual([1]);
  });
});

describe('a known gap', () => {
  const gap = { test: 'works', reason: 'not built' };

  it('is a case that is expected to fail', async () => {
    const { cases, recorded } = record([gap]);
    cases.it('works', fail);
    cases.end();
    expect(recorded.map(({ name }) => name)).toEqual(['works (known gap: not built)', 'every known gap names a case']);
    for (const { run } of recorded) await run();
  });

  it('turns red when the case passes', async () => {
    const { cases, recorded } = record([gap]);
    cases.it('works', pass);
    await expect(recorded[0]?.run()).rejects.toThrow('take it out of the known gaps');
  });

  it('names a case that there is, also one of a prepared subject', async () => {
    const { cases, recorded } = record([gap, { test: 'nothing', reason: '-' }]);
    cases.prepared((subject) => Promise.resolve(subject)).it('works', fail);
    cases.end();
    await expect(recorded[1]?.run()).rejects.toThrow('no case is called: nothing');
  });
});

describe('a test runner', () => {
  it('can be that of vitest or of Node, as they are', () => {
    const runners: readonly TestRunner[] = [{ describe, it }, nodeTest];
    expect(runners.map((runner) => typeof runner.it.skip)).toEqual(['function', 'function']);
  });
});
