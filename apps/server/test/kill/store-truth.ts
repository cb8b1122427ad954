import { unwrap } from '@carrel/core/kernel';
import { collection, type Collection, type ReadView, type RecordStore } from '@carrel/core/store';
import { poolBoxes, workspaces, type WorkspaceState } from '@carrel/core/workspaces';
import { sqliteStore } from '@carrel/store-sqlite';
import { databasePath } from '../../src/data-dir.js';
import type { DataDir } from '../server-process.js';
import { lookAtPool, type PoolLook } from './warm-boxes.js';

interface Amounts {
  readonly count: number;
  readonly memoryBytes: number;
  readonly cpus: number;
}

interface Counter extends Amounts {
  readonly tenantId: string;
  readonly userId: string;
}

/** A start that waits, as the store has it. */
export interface Waiting {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly wanted: { readonly userId: string };
  readonly arrival: number;
  readonly tag?: number;
  readonly turn?: number;
}

/** A workspace that is on its way, runs, or waits. */
export interface Active {
  readonly sessionId: string;
  readonly state: WorkspaceState;
  readonly incarnation: number;
}

/** One state of the store. */
export interface StoreLook {
  readonly waiting: readonly Waiting[];
  readonly active: readonly Active[];
  /** What is wrong in it by itself. */
  readonly faults: readonly string[];
}

// As the store has them, whatever the code that writes them calls them.
const counters = collection<Counter>()('workspace_capacity', { key: ['tenantId', 'userId'] });
const queue = collection<Waiting>()('workspace_queue', { key: ['tenantId', 'sessionId'] });

/** What stands in the data of a server, whether it runs or not. */
export class StoreTruth implements AsyncDisposable {
  private readonly store: RecordStore;

  constructor({ path }: DataDir) {
    this.store = sqliteStore({ path: databasePath(path) });
  }

  async open(): Promise<void> {
    await unwrap(this.store.open([counters, queue, workspaces, poolBoxes]));
  }

  async look(): Promise<StoreLook> {
    const found = await unwrap(
      this.store.read((view) =>
        all(view, counters).andThen((counted) =>
          all(view, queue).andThen((waiting) =>
            all(view, workspaces, 'byActivity').map((active) => ({ counted, waiting, active })),
          ),
        ),
      ),
    );
    const reserved = found.active.flatMap(({ tenantId, reserved: taken }) =>
      taken === undefined ? [] : [{ ...taken, tenantId }],
    );
    const queued = found.active.filter(({ state }) => state === 'queued').map(({ sessionId }) => sessionId);
    const faults = [
      ...difference('counters', sums(reserved), countsOf(found.counted)),
      ...difference(
        'queue',
        queued,
        found.waiting.map(({ sessionId }) => sessionId),
      ),
      ...difference(
        'rooms',
        found.active.filter(({ state }) => state !== 'queued').map(({ sessionId }) => sessionId),
        found.active.filter((one) => one.reserved !== undefined).map(({ sessionId }) => sessionId),
      ),
    ];
    return { waiting: found.waiting, active: found.active, faults };
  }

  pool(): Promise<PoolLook> {
    return lookAtPool(this.store);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.dispose();
  }
}

const LIMIT = 500;

function all<R extends object>(view: ReadView, of: Collection<R>, index?: string) {
  const options = { limit: LIMIT, ...(index === undefined ? {} : { index }) };
  return view.scan(of, options).map(({ items }) => items.map(({ value }) => value));
}

/** What active workspaces take of each scope that they belong to, one line for each. */
function sums(reserved: readonly (Amounts & { readonly tenantId: string; readonly userId: string })[]) {
  const totals = new Map<string, Amounts>();
  for (const one of reserved) {
    for (const scope of [`${one.tenantId}/${one.userId}`, `${one.tenantId}/`, '/']) {
      const { count, memoryBytes, cpus } = totals.get(scope) ?? { count: 0, memoryBytes: 0, cpus: 0 };
      const sum = { count: count + one.count, memoryBytes: memoryBytes + one.memoryBytes, cpus: cpus + one.cpus };
      totals.set(scope, sum);
    }
  }
  return [...totals].map(([scope, amounts]) => lineOf(scope, amounts));
}

function countsOf(found: readonly Counter[]): readonly string[] {
  return found.map(({ tenantId, userId, ...amounts }) => lineOf(`${tenantId}/${userId}`, amounts));
}

function lineOf(scope: string, { count, memoryBytes, cpus }: Amounts): string {
  return `${scope}: ${String(count)} ${String(memoryBytes)} ${cpus.toFixed(3)}`;
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const [left, right] = [wanted, found].map((lines) => [...lines].sort().join(', '));
  return left === right ? [] : [`${what}: wanted ${left ?? ''}; found ${right ?? ''}`];
}
