import { memoryRuntime, type MemoryRuntime, type MemoryRuntimeOptions } from '@carrel/core/memory';
import { resolveImage, type WorkspaceImage } from '@carrel/core/languages';
import type { WorkspaceRuntime } from '@carrel/core/runtime';
import type { RuntimeKitOptions, RuntimeSubject } from '../../src/index.js';
import { memoryKitLines, memoryKitPrograms } from './memory-kit-programs.js';

/** A memory runtime as the kit wants it, `altered` where it should be another. */
export function memorySubject(
  altered: (runtime: MemoryRuntime) => WorkspaceRuntime = (runtime) => runtime,
  options: Pick<MemoryRuntimeOptions, 'networks'> = {},
): RuntimeSubject {
  const programs = memoryKitPrograms;
  const images = {};
  const first = memoryRuntime({ ...options, images, programs });
  const { durableState } = first;
  return {
    subject: altered(first),
    restart: () => Promise.resolve(altered(memoryRuntime({ ...options, durableState, images, programs }))),
    killBox: (handle) => {
      first.killBox(handle);
      return Promise.resolve();
    },
    cutConnections: (handle) => {
      first.cutConnections(handle);
      return Promise.resolve();
    },
    missingImage,
    dispose: () => Promise.resolve(),
  };
}

let images = 0;

function missingImage(): WorkspaceImage {
  const repository = `carrel-kit/${(images += 1)}`;
  return resolveImage([], { repository, packages: ['jq', 'make'] })._unsafeUnwrap();
}

export const memoryKitOptions: Pick<RuntimeKitOptions, 'capabilities' | 'programs' | 'lacks'> = {
  capabilities: memoryRuntime({ images: {} }).capabilities,
  programs: memoryKitLines,
  lacks: { makeExecutable: 'its programs are functions', makePipe: 'it has no pipes' },
};
