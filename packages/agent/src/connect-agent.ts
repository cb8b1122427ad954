import type { Duplex } from 'node:stream';
import { err, errAsync, ok, ResultAsync, type Result } from '@carrel/core/kernel';
import {
  runtimeUnavailable,
  type ConnectionError,
  type RuntimeError,
  type WorkspaceConnection,
  type WorkspaceStats,
} from '@carrel/core/runtime';
import { AgentFiles } from './agent-files.js';
import { AgentProcesses } from './agent-processes.js';
import { call } from './call.js';
import { sayHello } from './hello.js';
import { Link, type KeepAlive } from './link.js';
import { LinkPair } from './link-pair.js';
import { openPort } from './open-port.js';
import { RequestType } from './request-type.js';

export interface ConnectAgentOptions {
  /** The secret that the agent was started with. */
  readonly token: string;
  /** The life of the workspace that is meant; another one is `runtime/not-found`. */
  readonly incarnation: number;
  /** How long the agent may take to answer. @default 10,000 */
  readonly helloTimeoutMs?: number;
  /** How long the link may be silent before the agent is asked whether it is there. @default 15,000 */
  readonly keepAliveIntervalMs?: number;
  /** How long the answer may take then. @default 10,000 */
  readonly keepAliveTimeoutMs?: number;
  /**
   * Opens another stream to the same agent, for the content of files and ports, so that a large one delays nothing else. It is called at
   * the first use. @default content shares the one stream
   */
  readonly openBulk?: () => ResultAsync<Duplex, RuntimeError>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Speaks with the agent at the other end of `duplex`, and owns the stream from then on.
 *
 * `runtime/timed-out` and `runtime/unavailable` when no agent answers, `runtime/permission-denied` for a wrong token,
 * `runtime/not-found` for another life. Whatever the agent sends is bounded and checked: at worst this link breaks.
 */
export function connectAgent(
  duplex: Duplex,
  options: ConnectAgentOptions,
): ResultAsync<WorkspaceConnection, RuntimeError> {
  return new ResultAsync(openLink(duplex, options)).map((opened) => toConnection(opened, options));
}

interface OpenedLink {
  readonly link: Link;
  readonly incarnation: number;
  readonly life: string;
}

async function openLink(duplex: Duplex, options: ConnectAgentOptions): Promise<Result<OpenedLink, RuntimeError>> {
  const { token, incarnation, helloTimeoutMs = 10_000, signal } = options;
  const welcome = await sayHello(duplex, { token, incarnation, timeoutMs: helloTimeoutMs, signal });
  if ('type' in welcome) return err(welcome);
  const link = new Link(duplex, keepAliveOf(options));
  for (const chunk of welcome.rest) if (chunk.length > 0) link.read(chunk);
  duplex.resume();
  return ok({ link, incarnation: welcome.incarnation, life: welcome.bootId });
}

function keepAliveOf({ keepAliveIntervalMs = 15_000, keepAliveTimeoutMs = 10_000 }: ConnectAgentOptions): KeepAlive {
  return { intervalMs: keepAliveIntervalMs, timeoutMs: keepAliveTimeoutMs };
}

function toConnection({ link, incarnation, life }: OpenedLink, options: ConnectAgentOptions): WorkspaceConnection {
  const { openBulk } = options;
  const bulk =
    openBulk === undefined
      ? null
      : () =>
          openBulk().andThen((duplex) =>
            new ResultAsync(openLink(duplex, { ...options, incarnation, signal: undefined })).andThen((opened) =>
              opened.life === life ? ok(opened.link) : err(closeBoth(link, opened.link)),
            ),
          );
  const links = new LinkPair(link, bulk);
  return {
    incarnation,
    life,
    processes: new AgentProcesses(link),
    files: new AgentFiles(links),
    stats: ({ signal } = {}) => readStats(link, signal),
    openPort: (port, callOptions) => openPort(links, port, callOptions),
    closed: link.closed,
    close: () => {
      links.close();
      return link.closed;
    },
  };
}

/** The box was started anew, and nobody has noticed yet that the first link is dead. */
function closeBoth(first: Link, second: Link): RuntimeError {
  first.close();
  second.close();
  return runtimeUnavailable('The workspace was started anew.');
}

function readStats(link: Link, signal: AbortSignal | undefined): ResultAsync<WorkspaceStats, ConnectionError> {
  const request = { kind: 'single', subject: { type: 'link' } } as const;
  return call(link, { type: RequestType.stats, request, signal }, (reader) => ({
    memoryBytes: reader.u64(),
    cpuMs: Math.round(reader.u64() / 1_000),
    processes: reader.u32(),
    uptimeMs: reader.u64(),
  }));
}

/** Ends everything in the workspace and then the agent; resolves when the agent has taken the order. */
export function shutDownAgent(
  duplex: Duplex,
  options: ConnectAgentOptions & { readonly graceMs: number },
): ResultAsync<void, RuntimeError | ConnectionError> {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(options.graceMs);
  const request = { kind: 'single', subject: { type: 'link' } } as const;
  return new ResultAsync(openLink(duplex, options)).andThen(({ link }) =>
    call(link, { type: RequestType.shutdown, payload, request, signal: options.signal }, () => undefined)
      .orElse((error) => (error.type === 'connection/lost' ? ok(undefined) : errAsync(error)))
      .map(() => {
        link.close();
      }),
  );
}
