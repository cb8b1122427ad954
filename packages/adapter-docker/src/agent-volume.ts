import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { agentBinary, type AgentBinary } from '@carrel/agent';
import { err, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { Engine } from './engine.js';
import { helperLabels } from './helper-labels.js';
import { statusOf } from './to-runtime-error.js';

/** Beside the agent once all of it is there; written last. */
const COMPLETE = 'complete';
const MOUNT = '/agent';
/** How the engine calls the architectures that there are agents for. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x64', arm64: 'arm64' };

/**
 * The agent on the engine: a volume that is named by its content, so that it is filled once for each version of the agent, and
 * every box mounts it. It is filled through a container that is never started, so the engine may be anywhere.
 */
export class AgentVolume {
  private ready: Promise<Result<string, RuntimeError>> | undefined;

  constructor(private readonly engine: Engine) {}

  /**
   * The name of the volume, whole.
   *
   * @param helper.image any that is on the engine; nothing of it runs
   */
  ensure(helper: HelperOwner): ResultAsync<string, RuntimeError> {
    this.ready ??= this.make(helper).then((made) => {
      if (made.isErr()) this.ready = undefined;
      return made;
    });
    return new ResultAsync(this.ready);
  }

  private async make(helper: HelperOwner): Promise<Result<string, RuntimeError>> {
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
    const volume = `carrel-agent-${binary.value.hash}`;
    return this.engine
      .call((docker) => this.fill(docker, { ...helper, volume, binary: binary.value }))
      .map(() => volume);
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

/** The archive is unpacked in its order, so the mark appears behind the whole program. */
async function archiveOf(path: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'carrel-agent', mode: 0o755 }, await readFile(path));
  tar.entry({ name: COMPLETE, mode: 0o644 }, '');
  tar.finalize();
  return buffer(tar);
}
