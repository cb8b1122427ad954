import { randomUUID } from 'node:crypto';
import type { CarrelError, ResultAsync } from '@carrel/core/kernel';
import type { WorkspaceSpec } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { docker as sharedEngine, IMAGE } from './docker-backend.js';

const RUN = randomUUID().slice(0, 8);

/** The boxes of one test file. */
export function installationOf(name: string): string {
  return `faults-${name}-${RUN}`;
}

let intents = 0;

/** A small box of its own. */
export function specOf(installationId: string, fields: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
  intents += 1;
  return {
    installationId,
    tenantId: 'ten_faults',
    sessionId: `ses_${intents}`,
    incarnation: 1,
    intentToken: `intent-${intents}`,
    image: IMAGE,
    env: {},
    limits: { memoryBytes: 134_217_728, cpus: 1, pids: 64 },
    ...fields,
  };
}

/** Words of the engine, of its parts and of its client, which no message may repeat. */
const VENDOR =
  /docker|containerd|shim|runc|OCI|moby|HTTP code|\bdial\b|\brpc\b|\bsocket hang up\b|E[A-Z]{3,}(?=\b)|\.sock\b|Error response|<nil>/;

/** What an error must not say to whoever reads its message; `null` when it says nothing of it. */
export function vendorText({ message }: Pick<CarrelError, 'message'>): string | null {
  return VENDOR.exec(message)?.[0] ?? null;
}

export type AnyCall = ResultAsync<unknown, CarrelError>;

/** What `promise` gives; throws when that takes longer. */
export async function within<T>(promise: PromiseLike<T>, what: string, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${deadlineMs} ms`));
    }, deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The names of the containers and volumes of the installation that an engine has. */
export async function leftOf(installationId: string, docker: Docker = sharedEngine): Promise<readonly string[]> {
  const filters = { label: [`carrel.installation=${installationId}`] };
  const [containers, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ]);
  return [...containers.flatMap(({ Names }) => Names), ...volumes.map(({ Name }) => Name)];
}
