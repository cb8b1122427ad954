import type { NetworkAccess, WorkspaceRuntime } from '@carrel/core/runtime';
import { memoryRuntime } from '@carrel/core/memory';
import { expect, it } from 'vitest';
import { describeRuntime } from '../src/index.js';
import { failuresOf, recordingRunner, type RecordedCase } from './recording-runner.js';
import { alterRuntime } from './runtime/alter-runtime.js';
import { memoryKitOptions, memorySubject } from './runtime/memory-subject.js';

const LACKING =
  'create fails with runtime/unsupported for a network that the runtime does not enforce, and makes no box';

function casesOf(
  networks: readonly NetworkAccess[],
  altered?: (runtime: WorkspaceRuntime) => WorkspaceRuntime,
): readonly RecordedCase[] {
  const { test, cases } = recordingRunner();
  const { capabilities } = memoryRuntime({ networks });
  const createSubject = () => memorySubject(altered, { networks });
  describeRuntime({ ...memoryKitOptions, capabilities, test, createSubject });
  return cases.filter(({ name }) => name.includes('network'));
}

it('describeRuntime passes a runtime that refuses the networks it does not enforce', async () => {
  for (const networks of [[], ['none']] as const) {
    const cases = casesOf(networks);
    expect(cases.map(({ name }) => name)).toContain(LACKING);
    expect(await failuresOf(cases, 40_000)).toEqual([]);
  }
});

it('describeRuntime finds out that a runtime takes any network', async () => {
  const altered = (runtime: WorkspaceRuntime) =>
    alterRuntime(runtime, {
      runtime: (inner) => ({ create: ({ network: _, ...spec }, options) => inner.create(spec, options) }),
    });

  expect(await failuresOf(casesOf(['none'], altered), 40_000)).toEqual([LACKING]);
});
