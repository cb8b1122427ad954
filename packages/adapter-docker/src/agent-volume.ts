import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { agentBinary, type AgentBinary } from '@carrel/agent';
import { err, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { Engine } from './engine.js';
import { helperLabels } from './helper-labels.js';
import { HOSTS } from './loopback-alone.js';
import { statusOf } from './to-runtime-error.js';

/** Beside the agent once all of it is there; written last. */
const COMPLETE = 'complete';
const HOSTS_FILE = 'hosts';
const MOUNT = '/agent';
/** How the engine calls the architectures that there are agents for. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x64', arm64: 'arm64' };

/** What every box of this engine shares. */
export interface AgentFiles {
  /** The volume with the agent, whole. */
  readonly volume: string;
  /** Where the engine's machine has the names of a box without a network. */
  readonly hosts: string;
}

/**
 * The agent on the engine: a volume that is named by its content, so that it is filled once for each version of the agent, and
 * every box mounts it. It is filled through a container that is never started, so the engine may be anywhere.
 */
export class AgentVolume {
  private ready: Promise<Result<AgentFiles, RuntimeError>> | undefined;
  private isMaking = false;

  constructor(private readonly engine: Engine) {}

  /**
   * The files are there, whole.
   *
   * @param helper.image any that is on the engine; nothing of it runs
   */
  ensure(helper: HelperOwner): ResultAsync<AgentFiles, RuntimeError> {
    this.ready ??= this.makeOnce(helper);
    return new ResultAsync(this.ready);
  }

  /** Like `ensure`, for who found that what was there is not any more. */
  ensureAnew(helper: HelperOwner): ResultAsync<AgentFiles, RuntimeError> {
    // Several find that out at once, and what one of them writes, no other should replace.
    if (!this.isMaking) this.ready = undefined;
    return this.ensure(helper);
  }

  private async makeOnce(helper: HelperOwner): Promise<Result<AgentFiles, RuntimeError>> {
    this.isMaking = true;
    const made = await this.make(helper);
    this.isMaking = false;
    if (made.isErr()) this.ready = undefined;
    return made;
  }

  private async make(helper: HelperOwner): Promise<Result<AgentFiles, RuntimeError>> {
    const version = await this.engine.call((docker) => docker.version());
    if (version.isErr()) return err(version.error);
    const { Arch: architecture, Os: os } = version.value;
    const known = ARCHITECTURES[architecture];
    if (os !== 'linux' || known === undefined) {
      return err(
        runtimeUnavailable(`Boxes run on linux, amd64 or arm64; the container engine is ${os} ${architecture}.`),
      );
    }
    const binary = await agentBinary(known);
    if (binary.isErr()) return err(binary.error);
    const volume = `carrel-agent-${hashOf(binary.value)}`;
    return this.engine.call(async (docker) => {
      await this.fill(docker, { ...helper, volume, binary: binary.value });
      const { Mountpoint: mountpoint } = await docker.getVolume(volume).inspect();
      return { volume, hosts: `${mountpoint}/${HOSTS_FILE}` };
    });
  }

  private async fill(docker: Docker, { volume, image, installationId, binary }: Filling): Promise<void> {
    const helper = await docker.createContainer({
      name: `carrel-fill-${randomUUID()}`,
      Image: image,
      Cmd: ['carrel'],
      NetworkDisabled: true,
      Labels: helperLabels('fill-agent-volume', installationId),
      HostConfig: { Mounts: [{ Type: 'volume', Source: volume, Target: MOUNT }] },
    });
    try {
      if (await isComplete(helper)) return;
      await helper.putArchive(await archiveOf(binary.path), { path: MOUNT });
    } finally {
      await helper.remove({ force: true });
    }
  }
}

/** What the container that fills the volume is made from, and whose it is. */
export interface HelperOwner {
  readonly image: string;
  readonly installationId: string;
}

interface Filling extends HelperOwner {
  readonly volume: string;
  readonly binary: AgentBinary;
}

function hashOf({ hash }: AgentBinary): string {
  return createHash('sha256').update(hash).update(HOSTS).digest('hex').slice(0, hash.length);
}

async function isComplete(helper: Docker.Container): Promise<boolean> {
  try {
    const answer = (await helper.infoArchive({ path: `${MOUNT}/${COMPLETE}` })) as NodeJS.ReadableStream;
    // It has nothing to read, and keeps its connection until it is read.
    answer.resume();
    return true;
  } catch (cause) {
    if (statusOf(cause) === 404) return false;
    throw cause;
  }
}

/** The archive is unpacked in its order, so the mark appears behind all the rest. */
async function archiveOf(path: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'carrel-agent', mode: 0o755 }, await readFile(path));
  tar.entry({ name: HOSTS_FILE, mode: 0o644 }, HOSTS);
  tar.entry({ name: COMPLETE, mode: 0o644 }, '');
  tar.finalize();
  return buffer(tar);
}
