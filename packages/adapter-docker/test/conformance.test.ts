import {
  describeRuntime,
  expectOk,
  OpenSockets,
  type RuntimeKitOptions,
  type RuntimeSubject,
} from '@carrel/conformance';
import type { RuntimeCapabilities } from '@carrel/core/runtime';
import { describe, it } from 'vitest';
import { dockerRuntime, type DockerRuntimeOptions } from '../src/index.js';
import { docker, hasDocker, hasOciRuntime, IMAGE } from './docker-backend.js';
import { gapsOfRunsc, programsOfRunsc } from './gaps-of-runsc.js';
import { MissingImages } from './missing-images.js';

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

interface Variant {
  readonly options: DockerRuntimeOptions;
  readonly here: boolean;
  readonly kit?: Pick<RuntimeKitOptions, 'knownGaps' | 'programs'>;
}

const here = await hasDocker();

const variants: Readonly<Record<string, Variant>> = {
  'by socket': { options: { link: 'socket' }, here },
  'by a stream of the engine': { options: { link: 'stream' }, here },
  'by a stream of the engine, under runsc': {
    options: { link: 'stream', isolationClasses: ['runsc'] },
    here: await hasOciRuntime('runsc'),
    kit: { knownGaps: gapsOfRunsc, programs: programsOfRunsc },
  },
};

/** What is left of them on this engine. */
async function capabilitiesOf({ options, here: has }: Variant): Promise<RuntimeCapabilities> {
  const runtime = dockerRuntime(options);
  if (has) await expectOk(runtime.open());
  await runtime.dispose();
  return runtime.capabilities;
}

for (const [name, variant] of Object.entries(variants)) {
  const { options, kit = {} } = variant;
  const capabilities = await capabilitiesOf(variant);
  describe.runIf(variant.here)(`dockerRuntime ${name}`, () => {
    describeRuntime({
      ...{ test: { describe, it }, capabilities, image: IMAGE, createSubject: createSubject(options) },
      ...kit,
    });
  });
}
