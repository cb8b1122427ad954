import { randomUUID } from 'node:crypto';
import type Docker from 'dockerode';
import { places } from './box-places.js';
import { helperLabels } from './helper-labels.js';

/** What a helper is made from: any image that is on the engine, of which nothing runs, and the volume with the agent. */
export interface HelperParts {
  readonly image: string;
  readonly agentVolume: string;
  readonly installationId: string;
}

export interface HelperCall {
  /** What it is for, in one word. */
  readonly role: string;
  /** A command of the agent. */
  readonly args: readonly string[];
  /** Whose network it is in. */
  readonly networkMode: string;
  /** Beside that it can do nothing that any user could not. */
  readonly capability?: 'NET_ADMIN';
}

/** What the agent was run for did not work. */
export class AgentFailed extends Error {}

/**
 * Runs the agent to its end in a container of its own that joins another's network, and gives what it wrote.
 *
 * @throws AgentFailed with what it wrote, when it did not end well.
 */
export async function runAgentHelper(docker: Docker, parts: HelperParts, call: HelperCall): Promise<string> {
  const helper = await docker.createContainer(containerOf(parts, call));
  try {
    await helper.start();
    const ended: unknown = await helper.wait();
    const output = (await helper.logs({ stdout: true, stderr: true })).toString('utf8');
    if (!endedWell(ended)) throw new AgentFailed(`carrel-agent ${call.role}: ${output.trim()}`);
    return output;
  } finally {
    await helper.remove({ force: true, v: true });
  }
}

function containerOf(
  { image, agentVolume, installationId }: HelperParts,
  { role, args, networkMode, capability }: HelperCall,
): Docker.ContainerCreateOptions {
  return {
    name: `carrel-${role}-${randomUUID()}`,
    Image: image,
    Entrypoint: [places.agent],
    Cmd: [...args],
    User: '0:0',
    WorkingDir: '/',
    // Through a terminal, its output is plain bytes.
    Tty: true,
    Labels: helperLabels(role, installationId),
    HostConfig: {
      NetworkMode: networkMode,
      CapDrop: ['ALL'],
      ...(capability === undefined ? {} : { CapAdd: [capability] }),
      // No namespace of users may stand between it and the machine's own network.
      ...(networkMode === 'host' ? { UsernsMode: 'host' } : {}),
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      PidsLimit: 8,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '64k', 'max-file': '1' } },
      Mounts: [{ Type: 'volume', Source: agentVolume, Target: places.agentDirectory, ReadOnly: true }],
    },
  };
}

function endedWell(ended: unknown): boolean {
  return typeof ended === 'object' && ended !== null && 'StatusCode' in ended && ended.StatusCode === 0;
}
