import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Exec, KubeConfig, type V1Status } from '@kubernetes/client-node';
import { expect } from 'vitest';
import type WebSocket from 'ws';
import { asker, type Ask, type ReplyBody } from '../stand-in-ask.js';
import type { StandIn } from '../stand-in/index.js';

export const IMAGE = 'debian:bookworm-slim';
export const PODS = '/api/v1/namespaces/default/pods';
/** Ends at once when it is told to. */
const FOREVER = ['bash', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'];

/** A pod of one container that runs until it is ended, unless it is told otherwise. */
export const pod = (name: string, container: object = {}, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { of: 'test' } },
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: IMAGE, command: FOREVER, ...container }],
    ...spec,
  },
});

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: V1Status | undefined;
}

interface Executed {
  readonly socket: WebSocket;
  readonly stdin: PassThrough;
  readonly ended: Promise<Ended>;
}

/** What tests do with pods of a stand-in, in its namespace `default`. */
export class Pods {
  readonly ask: Ask;

  constructor(private readonly standIn: () => StandIn) {
    this.ask = asker(standIn);
  }

  async read(name: string): Promise<ReplyBody> {
    return (await this.ask('GET', `${PODS}/${name}`)).body;
  }

  async reaches(name: string, phase: string): Promise<void> {
    await expect.poll(async () => (await this.read(name)).status.phase).toBe(phase);
  }

  /** Its container comes to be in that state. */
  async comesTo(name: string, state: object): Promise<void> {
    const found = async () => (await this.read(name)).status.containerStatuses?.[0]?.state;
    await expect.poll(found).toMatchObject(state);
  }

  async isGone(name: string): Promise<void> {
    await expect.poll(async () => (await this.ask('GET', `${PODS}/${name}`)).status).toBe(404);
  }

  async make(made: object): Promise<void> {
    const { status, text: reply } = await this.ask('POST', PODS, { body: made });
    expect(status, reply).toBe(201);
  }

  async exec(name: string, command: string[]): Promise<Executed> {
    const config = new KubeConfig();
    config.loadFromString(this.standIn().kubeconfig);
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    let status: V1Status | undefined;
    const outputs = Promise.all([text(stdout), text(stderr)]);
    const take = (last: V1Status) => {
      status = last;
    };
    const asked = new Exec(config).exec('default', name, 'main', command, stdout, stderr, stdin, false, take);
    const socket = (await asked) as unknown as WebSocket;
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const ended = closed.then(async (): Promise<Ended> => {
      stdout.end();
      stderr.end();
      const [out, err] = await outputs;
      return { stdout: out, stderr: err, status };
    });
    return { socket, stdin, ended };
  }
}
