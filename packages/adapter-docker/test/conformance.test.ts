import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describeRuntime, type RuntimeSubject } from '@carrel/conformance';
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
        links.dispose();
        return Promise.resolve();
      },
    });
  };
}

/** Every socket that this process opens, to break those to boxes and to the engine without the runtime's doing. */
class OpenSockets {
  private readonly sockets = new Set<Socket>();

  constructor() {
    subscribe('net.client.socket', this.add);
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  dispose(): void {
    unsubscribe('net.client.socket', this.add);
  }

  private readonly add = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
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
