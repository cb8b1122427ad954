import {
  describeRuntime,
  expectOk,
  OpenSockets,
  type RuntimeKitOptions,
  type RuntimeSubject,
} from '@carrel/conformance';
import type { RuntimeCapabilities } from '@carrel/core/runtime';
import { describe, it } from 'vitest';
import { dockerRuntime, type DockerRuntimeOptions } from '../../src/index.js';
import { docker, hasDocker, hasOciRuntime, IMAGE } from '../docker-backend.js';
import { MissingImages } from '../missing-images.js';

function createSubject(options: DockerRuntimeOptions): () => Promise<RuntimeSubject> {
  return () => {
    const links = new OpenSockets();
    const images = new MissingImages();
    return Promise.resolve({
      subject: dockerRuntime(options),
      restart: () => Promise.resolve(dockerRuntime(options)),
      killBox: async ({ boxId }) => {
        await docker.getContainer(boxId).kill({ signal: 'SIGKILL' });
        await docker.getContainer(boxId).wait();
      },
      cutConnections: () => {
        links.cut();
        return Promise.resolve();
      },
      missingImage: () => images.next(),
      dispose: () => {
        links[Symbol.dispose]();
        return images.removeAll();
      },
    });
  };
}

/** What the engine here leaves of what the runtime can do. */
async function capabilitiesHere(options: DockerRuntimeOptions): Promise<RuntimeCapabilities> {
  const runtime = dockerRuntime(options);
  await expectOk(runtime.open());
  await runtime.dispose();
  return runtime.capabilities;
}

/** Cases that say the same of another variant: those whose names match. */
export interface LeftCases {
  readonly names: RegExp;
  readonly reason: string;
}

function without({ names, reason }: LeftCases): RuntimeKitOptions['test']['it'] {
  const register = (name: string, body: () => Promise<void>) => {
    if (names.test(name)) it.skip(`${name} (skipped: ${reason})`, body);
    else it(name, body);
  };
  return Object.assign(register, { skip: it.skip });
}

/** Adds the cases of the runtime kit, where there is an engine. */
export async function describeDockerRuntime(
  name: string,
  options: DockerRuntimeOptions,
  { left, ...kit }: Pick<RuntimeKitOptions, 'knownGaps' | 'programs'> & { readonly left?: LeftCases } = {},
): Promise<void> {
  const here = options.isolationClasses === undefined ? await hasDocker() : await hasOciRuntime('runsc');
  const capabilities = here ? await capabilitiesHere(options) : dockerRuntime(options).capabilities;
  describe.runIf(here)(`dockerRuntime ${name}`, () => {
    describeRuntime({
      ...{
        test: { describe, it: left === undefined ? it : without(left) },
        capabilities,
        image: IMAGE,
        createSubject: createSubject(options),
      },
      ...kit,
    });
  });
}
