import { systemClock, type Clock } from '@carrel/core/kernel';
import { BUILT_IN_SERVERS } from '../servers/built-in-servers.js';
import type { ConfinementChoice } from '../servers/confinement.js';
import type { ServerDefinition } from '../servers/server-definition.js';

const MIB = 2 ** 20;

/** How an engine is set up. All that it holds, runs and waits for is bounded by one of these. */
export interface CodeEngineOptions {
  /** @default those that come with this package */
  readonly servers?: readonly ServerDefinition[];
  /** Where the mirrors of sessions are, in a directory of their own that is removed at the end. @default the machine's for temporary files */
  readonly directory?: string;
  /** Servers that run at once. @default 8 */
  readonly maxServers?: number;
  /** Sessions that have a mirror at once. @default 16 */
  readonly maxMirrors?: number;
  /** Calls that are under way or wait for their turn. @default 64 */
  readonly maxCalls?: number;
  /** How long a server stays that nobody uses. @default 300000 */
  readonly idleMs?: number;
  /** How long a call waits while all servers are busy. @default 10000 */
  readonly waitMs?: number;
  /** How long a server may take to start. @default 30000 */
  readonly startMs?: number;
  /** How long an answer of a server may take. @default 30000 */
  readonly requestMs?: number;
  /** The heap of each process of a server in JavaScript, in MiB. @default 1536 */
  readonly heapMib?: number;
  /** The memory that a server may hold with all that it starts. @default 3 GiB */
  readonly maxServerBytes?: number;
  /**
   * The memory that all servers may hold together: beyond that those are ended that nobody uses, the one used longest ago first, and
   * none is started beside another. Those that answer stay. @default 6 GiB
   */
  readonly maxMemoryBytes?: number;
  /** How often memory is looked at. @default 1000 */
  readonly memoryPollMs?: number;
  /** Files of a session, without those of its dependencies. @default 20000 */
  readonly maxFiles?: number;
  /** Larger files are left out. @default 2 MiB */
  readonly maxFileBytes?: number;
  /** What the files of a session may hold together. @default 256 MiB */
  readonly maxBytes?: number;
  /** Items of an answer. @default 1000 */
  readonly maxItems?: number;
  /** Unsaved texts of a call. @default 100 */
  readonly maxUnsaved?: number;
  /** Whether servers see no more of this machine than they must. @default 'where-possible' */
  readonly confinement?: ConfinementChoice;
  /** Editors that have a line to a server at once; each has a server of its own. @default 4 */
  readonly maxEditors?: number;
  /** How often the files of an editor's session are looked at. @default 2000 */
  readonly followMs?: number;
  /** Where programs are found that are not part of this package, such as `clangd`. @default that of this process */
  readonly searchPath?: string;
  readonly clock?: Clock;
}

export function withDefaults(options: CodeEngineOptions) {
  return {
    servers: BUILT_IN_SERVERS,
    maxServers: 8,
    maxMirrors: 16,
    maxCalls: 64,
    idleMs: 300_000,
    waitMs: 10_000,
    startMs: 30_000,
    requestMs: 30_000,
    heapMib: 1_536,
    maxServerBytes: 3_072 * MIB,
    maxMemoryBytes: 6_144 * MIB,
    memoryPollMs: 1_000,
    maxFiles: 20_000,
    maxFileBytes: 2 * MIB,
    maxBytes: 256 * MIB,
    maxItems: 1_000,
    maxUnsaved: 100,
    confinement: 'where-possible' as const,
    maxEditors: 4,
    followMs: 2_000,
    clock: systemClock,
    searchPath: process.env['PATH'] ?? '',
    ...options,
  };
}
