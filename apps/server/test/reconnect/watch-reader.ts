import { setTimeout } from 'node:timers/promises';
import type { ApiClient } from '../api-client.js';
import { eventually } from '../eventually.js';
import { readSource, type SourceEvent } from './event-source.js';
import type { FlowReader } from './flow.js';
import { MirroredTree } from './mirrored-tree.js';

export interface WatchPlace {
  readonly session: string;
  readonly client: ApiClient;
  /** The directory that is watched, and the name of this reader. */
  readonly root: string;
  readonly name: string;
}

/** The file whose appearance is the last that happens. */
export const LAST = 'last';
/** What the names begin with of files that readers make to see them. Some may still come when a reader has seen the last. */
export const BARRIER = 'barrier-';

/** No tree that is written to is without events for so long, however slow the machine. */
const QUIET_MS = 60_000;

/** Keeps a mirror of a tree by a watch of it, as the contract allows: it lists the tree when events are missing, and only then. */
export class WatchReader implements FlowReader {
  readonly tree = new MirroredTree();
  readonly faults: string[] = [];
  /** How often it had to list the tree. */
  lists = 0;
  gaps = 0;
  /** How many it was told. */
  events = 0;
  private lastEventId: string | undefined;
  /** Events are missing: nothing that is mirrored is sure. */
  private isLost = true;
  private movedMeanwhile = false;
  private isOpen = false;
  private isListing = false;
  private leave: () => void = () => undefined;

  constructor(private readonly place: WatchPlace) {}

  get isOver(): boolean {
    return !this.isLost && !this.isListing && this.tree.has(`${this.place.root}/${LAST}`);
  }

  async connect(port: number): Promise<void> {
    const { session, client, root } = this.place;
    const closing = new AbortController();
    this.leave = () => {
      closing.abort();
    };
    const end = await readSource({
      ...{ port, token: client.token ?? '', lastEventId: this.lastEventId, signal: closing.signal },
      path: `/sessions/${session}/files/watch?path=${root}&recursive=true`,
      onOpen: () => {
        // Whoever has seen no event cannot say where to go on.
        if (this.lastEventId === undefined) this.isLost = true;
        this.isOpen = true;
      },
      onEvent: (event) => {
        this.take(event);
        if (this.isOver) this.leave();
      },
    });
    if (typeof end === 'object') this.faults.push(`${String(end.status)} ${end.text}`);
  }

  /** Lists where it must and reads what changed, until nothing more is to come. */
  async mirror(): Promise<void> {
    try {
      await eventually(() => this.isOpen, QUIET_MS);
      while (!this.isOver || this.tree.dirty.size > 0) {
        if (this.isLost) await this.list();
        const [path] = this.tree.dirty;
        if (path !== undefined) await this.read(path);
        else await eventually(() => this.isLost || this.isOver || this.tree.dirty.size > 0, QUIET_MS);
      }
    } catch (cause) {
      this.faults.push(`${String(cause)} at ${String(this.lastEventId)}`);
      this.leave();
    }
  }

  private take({ event, id, data }: SourceEvent): void {
    this.events += 1;
    const path = String(data['path']);
    const position = Number(id);
    const expected = this.lastEventId === undefined ? position : Number(this.lastEventId) + 1;
    if (event === 'gap' || event === 'overflow') {
      this.gaps += 1;
      this.isLost = true;
    } else if (event === 'created' || event === 'changed') this.tree.appeared(path);
    else if (event === 'removed') this.tree.removed(path);
    else if (event === 'moved') {
      this.movedMeanwhile = true;
      this.tree.moved(String(data['from']), path);
    } else this.faults.push(`${event} ${JSON.stringify(data)}`);
    if (event !== 'gap' && position !== expected)
      this.faults.push(`${event} at ${String(id)}, not ${String(expected)}`);
    if (event === 'gap' && data['from'] !== expected)
      this.faults.push(`gap ${JSON.stringify(data)} at ${String(expected)}`);
    this.lastEventId = id ?? this.lastEventId;
  }

  /**
   * What is listed may have happened before events that are still to come. They change nothing of it, but for moves: when one of
   * them comes before an event that is surely later, the tree is listed again.
   */
  private async list(): Promise<void> {
    const { root, name } = this.place;
    this.isListing = true;
    this.isLost = false;
    this.movedMeanwhile = false;
    this.lists += 1;
    this.tree.replace(await this.patiently(({ client, session }) => listed(client, session, root)));
    const barrier = `${root}/${BARRIER}${name}-${String(this.lists)}`;
    await this.patiently(({ client, session }) => client.put(`/sessions/${session}/files/content?path=${barrier}`, ''));
    await eventually(() => this.isLost || this.tree.has(barrier), QUIET_MS);
    if (this.movedMeanwhile) this.isLost = true;
    this.isListing = false;
    if (this.isOver) this.leave();
  }

  private async read(path: string): Promise<void> {
    this.tree.dirty.delete(path);
    const content = await this.patiently(({ client, session }) => contentOf(client, session, path));
    if (!this.tree.dirty.has(path)) this.tree.read(path, content);
  }

  /** Asks again while there is no server. */
  private async patiently<T>(ask: (place: WatchPlace) => Promise<T>): Promise<T> {
    for (const deadline = Date.now() + QUIET_MS; ; await setTimeout(20)) {
      const asked = await ask(this.place).catch((cause: unknown) => new Lost(cause));
      if (!(asked instanceof Lost)) return asked;
      if (Date.now() > deadline) throw asked.cause;
    }
  }
}

class Lost {
  constructor(readonly cause: unknown) {}
}

/** What is really there, as `MirroredTree.entries` says it. */
export async function realTree({ client, session, root }: WatchPlace): Promise<readonly string[]> {
  const real = new MirroredTree();
  real.replace(await listed(client, session, root));
  for (const path of real.dirty) real.read(path, await contentOf(client, session, path));
  return real.entries;
}

async function listed(client: ApiClient, session: string, root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await client.get(`/sessions/${session}/files?path=${root}&recursive=true&limit=200${more}`);
    if (answer.status !== 200) throw new Error(answer.text);
    const page = answer.json<{
      readonly items: readonly { readonly path: string }[];
      readonly nextCursor: string | null;
    }>();
    paths.push(...page.items.map(({ path }) => path));
    cursor = page.nextCursor;
  }
  return paths;
}

/** `null` for what is no file, or not there any more. */
async function contentOf(client: ApiClient, session: string, path: string): Promise<string | null> {
  const answer = await client.get(`/sessions/${session}/files/content?path=${encodeURIComponent(path)}`);
  return answer.status === 200 ? answer.text : null;
}
