import { describeRuntime, OpenSockets, type RuntimeSubject } from '@carrel/conformance';
import { describe, it } from 'vitest';
import { dockerRuntime, type DockerRuntimeOptions } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

function createSubject(options: DockerRuntimeOptions): () => Promise<RuntimeSubject> {
  return () => {
    const links = new OpenSockets();
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
      dispose: () => {
        links[Symbol.dispose]();
        return Promise.resolve();
      },
    });
  };
}

const { capabilities } = dockerRuntime();
const here = await hasDocker();

const variants: Readonly<Record<string, DockerRuntimeOptions>> = {
  'by socket': { link: 'socket' },
  'by a stream of the engine': { link: 'stream' },
};

for (const [name, options] of Object.entries(variants)) {
  describe.runIf(here)(`dockerRuntime ${name}`, () => {
    describeRuntime({ test: { describe, it }, capabilities, image: IMAGE, createSubject: createSubject(options) });
  });
}
