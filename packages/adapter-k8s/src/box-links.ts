import { connectAgent, shutDownAgent } from '@carrel/agent';
import { ok, type ResultAsync } from '@carrel/core/kernel';
import type { RuntimeError, WorkspaceConnection } from '@carrel/core/runtime';
import type { PodObject } from './api-objects.js';
import type { BoxObjects } from './box-objects.js';
import type { BoxRecord } from './box-record.js';
import type { ExecStream } from './exec-stream.js';
import type { KubeClient, UntilAborted } from './kube-client.js';
import { openExec } from './open-exec.js';
import { places, WORKSPACE_CONTAINER } from './places.js';
import { stageOf } from './pod-state.js';
import { withRetries } from './retries.js';

/** How long the last words of a box may take to arrive after its end is known. */
const LAST_WORDS_MS = 500;

/** Opens links to the agents of boxes, each over the streams of a program that is executed in the pod. */
export class BoxLinks {
  /** Those that are open, by the uids of the pods that they lead to. */
  private readonly streams = new Map<string, Set<ExecStream>>();
  private readonly connections = new Set<WorkspaceConnection>();
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly client: KubeClient,
    private readonly objects: BoxObjects,
  ) {}

  /** A link to the box, whose pod runs. */
  connect(record: BoxRecord, pod: PodObject, options: UntilAborted): ResultAsync<WorkspaceConnection, RuntimeError> {
    const { token, handle } = record;
    const { incarnation } = handle;
    const openBulk = () => this.open(record, pod, {});
    return this.open(record, pod, options)
      .andThen((stream) => connectAgent(stream, { token, incarnation, signal: options.signal, openBulk }))
      .map((connection) => this.kept(connection));
  }

  /** Tells the agent to end everything in the box; ok when it has taken the order. */
  shutDown(
    record: BoxRecord,
    pod: PodObject,
    { graceMs, signal }: UntilAborted & { readonly graceMs: number },
  ): ResultAsync<void, unknown> {
    const { token, handle } = record;
    const { incarnation } = handle;
    return this.open(record, pod, { signal }).andThen((stream) =>
      shutDownAgent(stream, { token, incarnation, graceMs, signal }),
    );
  }

  /** Ends what is open. */
  async close(): Promise<void> {
    this.unsubscribe?.();
    await Promise.all([...this.connections].map((connection) => connection.close()));
    for (const streams of this.streams.values()) for (const stream of streams) stream.destroy();
  }

  private open(
    { namespace }: BoxRecord,
    { metadata }: PodObject,
    options: UntilAborted,
  ): ResultAsync<ExecStream, RuntimeError> {
    const target = {
      ...{ namespace, pod: metadata.name, container: WORKSPACE_CONTAINER },
      command: [places.agent, 'connect', places.socket],
    };
    return this.client
      .attempt((signal) => withRetries(() => openExec(this.client.access, target, signal), signal), options)
      .andThen((stream) => {
        this.watch(metadata.uid ?? '', stream);
        return ok(stream);
      });
  }

  private kept(connection: WorkspaceConnection): WorkspaceConnection {
    this.connections.add(connection);
    void connection.closed.then(() => this.connections.delete(connection));
    return connection;
  }

  /** The streams of a pod that is over may stay open, as where its node is gone. */
  private watch(uid: string, stream: ExecStream): void {
    const streams = this.streams.get(uid) ?? new Set();
    this.streams.set(uid, streams.add(stream));
    stream.once('close', () => {
      streams.delete(stream);
      if (streams.size === 0 && this.streams.get(uid) === streams) this.streams.delete(uid);
    });
    this.unsubscribe ??= this.objects.pods.subscribe(({ before, after }) => {
      if (after !== null && stageOf(after) !== 'over') return;
      const ended = this.streams.get((after ?? before)?.metadata.uid ?? '');
      if (ended === undefined) return;
      setTimeout(() => {
        for (const each of [...ended]) each.destroy();
      }, LAST_WORDS_MS).unref();
    });
  }
}
