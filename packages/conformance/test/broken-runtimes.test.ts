import { describe, expect, it } from 'vitest';
import { describeRuntime } from '../src/index.js';
import { failuresOf, recordingRunner } from './recording-runner.js';
import { alterRuntime } from './runtime/alter-runtime.js';
import { brokenBoxes } from './runtime/broken-boxes.js';
import { brokenClaims } from './runtime/broken-claims.js';
import { brokenFiles } from './runtime/broken-files.js';
import { brokenImages } from './runtime/broken-images.js';
import { brokenPorts } from './runtime/broken-ports.js';
import { brokenProcesses } from './runtime/broken-processes.js';
import type { BrokenRuntime } from './runtime/broken-runtime.js';
import { brokenSessionFiles } from './runtime/broken-session-files.js';
import { brokenSnapshots } from './runtime/broken-snapshots.js';
import { memoryKitOptions, memorySubject } from './runtime/memory-subject.js';

const broken = {
  ...brokenBoxes,
  ...brokenProcesses,
  ...brokenFiles,
  ...brokenPorts,
  ...brokenSnapshots,
  ...brokenSessionFiles,
  ...brokenImages,
  ...brokenClaims,
};

/** Some cases fail because they do not end, so the variants wait side by side. */
const LIMIT_MS = 15_000;

describe('describeRuntime', () => {
  it.concurrent.each(Object.entries(broken))('finds out that a runtime %s', async (name, variant) => {
    expect(await failuresAmong(variant), `${name} has to fail this case`).toEqual([variant.found]);
  });
});

/** The case that has to find the variant out, when it fails. */
function failuresAmong(variant: BrokenRuntime): Promise<readonly string[]> {
  const { test, cases } = recordingRunner();
  const createSubject = () => memorySubject((runtime) => alterRuntime(runtime, variant));
  describeRuntime({ ...memoryKitOptions, test, createSubject });
  return failuresOf(
    cases.filter(({ name }) => name === variant.found),
    LIMIT_MS,
  );
}
