import { memoryRuntime, type MemoryRuntime } from '@carrel/core/memory';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import type { RuntimeKitOptions, RuntimeSubject } from '../../src/index.js';
import { memoryKitLines, memoryKitPrograms } from './memory-kit-programs.js';

/** A memory runtime as the kit wants it, `altered` where it should be another. */
export function memorySubject(
  altered: (runtime: MemoryRuntime) => WorkspaceRuntime = (runtime) => runtime,
): RuntimeSubject {
  const programs = memoryKitPrograms;
  const first = memoryRuntime({ programs });
  const { durableState } = first;
  return {
    subject: altered(first),
    restart: () => Promise.resolve(altered(memoryRuntime({ durableState, programs }))),
    killBox: (handle) => {
      first.killBox(handle);
      return Promise.resolve();
    },
    cutConnections: (handle) => {
      first.cutConnections(handle);
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  };
}

export const memoryKitOptions: Pick<RuntimeKitOptions, 'capabilities' | 'programs' | 'lacks'> = {
  capabilities: memoryRuntime().capabilities,
  programs: memoryKitLines,
  lacks: { makeExecutable: 'its programs are functions', makePipe: 'it has no pipes' },
};
