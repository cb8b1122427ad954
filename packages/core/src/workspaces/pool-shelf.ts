import type { RuntimeError, WorkspaceConnection, WorkspaceRuntime } from '../runtime/index.js';
import type { WarmBox } from './pool-records.js';

/** A box that waits, with a link to it. */
export interface Shelved {
  readonly box: WarmBox;
  readonly connection: WorkspaceConnection;
}

/** A box that turned out to be of no use. */
const USELESS: readonly RuntimeError['type'][] = ['runtime/not-found', 'runtime/not-running'];

/**
 * The links of this replica to boxes that wait, opened ahead, so that whoever claims one need not. Every replica has its own; whose
 * a box is stands in the store alone.
 */
export class PoolShelf {
  private readonly shelved = new Map<string, Shelved>();
  /** What was taken here and may still be in a list that was read before. */
  private readonly taken = new Set<string>();
  private closed = false;

  constructor(private readonly runtime: WorkspaceRuntime) {}

  /** The boxes that have a link, to be told to `refresh` with what was read after. */
  tokens(): ReadonlySet<string> {
    return new Set(this.shelved.keys());
  }

  /** Keeps the link for the next who takes a box of its shape. */
  async put(box: WarmBox, connection: WorkspaceConnection): Promise<void> {
    const known = this.shelved.get(box.token);
    if (this.closed || this.taken.has(box.token) || known !== undefined) return connection.close();
    const shelved = { box, connection };
    this.shelved.set(box.token, shelved);
    void connection.closed.then(() => {
      if (this.shelved.get(box.token) === shelved) this.shelved.delete(box.token);
    });
  }

  /** The box of the shape that waits here for the longest time; nobody else takes it here. */
  take(shape: string): Shelved | null {
    for (const shelved of this.shelved.values()) {
      if (shelved.box.shape !== shape) continue;
      this.shelved.delete(shelved.box.token);
      this.taken.add(shelved.box.token);
      return shelved;
    }
    return null;
  }

  /** Keeps what was taken for the next who asks after all. */
  async giveBack({ box, connection }: Shelved): Promise<void> {
    this.taken.delete(box.token);
    await this.put(box, connection);
  }

  /**
   * Has a link to each of `warm`, and to none that was here `before` they were read and is not among them. Gives those that do not
   * run; one that cannot be reached otherwise is tried again by the next call.
   */
  async refresh(warm: readonly WarmBox[], before: ReadonlySet<string>): Promise<readonly WarmBox[]> {
    const waiting = new Set(warm.map(({ token }) => token));
    for (const token of this.taken) if (!waiting.has(token)) this.taken.delete(token);
    await Promise.all([...before].filter((token) => !waiting.has(token)).map((token) => this.drop(token)));
    const unknown = warm.filter(({ token }) => !this.shelved.has(token) && !this.taken.has(token));
    const useless = await Promise.all(unknown.map((box) => this.isUseless(box)));
    return unknown.filter((_box, index) => useless[index]);
  }

  async drop(token: string): Promise<void> {
    const shelved = this.shelved.get(token);
    this.shelved.delete(token);
    await shelved?.connection.close();
  }

  /** Keeps no link from then on. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.shelved.keys()].map((token) => this.drop(token)));
  }

  private async isUseless(box: WarmBox): Promise<boolean> {
    const opened = await this.runtime.connect(box.handle);
    if (opened.isErr()) return USELESS.includes(opened.error.type);
    if (opened.value.life === box.life) {
      await this.put(box, opened.value);
      return false;
    }
    await opened.value.close();
    return true;
  }
}
