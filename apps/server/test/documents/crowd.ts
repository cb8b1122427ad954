import { setTimeout } from 'node:timers/promises';
import type * as Y from 'yjs';
import type { ApiClient } from '../api-client.js';
import type { Chance } from '../kill/chance.js';
import { edit } from './edits.js';
import { Editor, type Place } from './editor.js';
import { Poller } from './poller.js';

/** A server to go to; `null` while there is none. */
export type Door = () => Promise<ApiClient | null>;

/** How long one of them pauses at most between two of its steps. */
const PAUSE_MS = 60;

/** Clients of one document that edit at random, over networks that part them, repeat, swap and lose what they say. */
export class Crowd implements Disposable {
  readonly editors: readonly Editor[];
  readonly pollers: readonly Poller[];
  private working: Promise<unknown> = Promise.resolve();
  private stopping = new AbortController();

  constructor(
    place: Place,
    private readonly chance: Chance,
    { editors, pollers }: { readonly editors: number; readonly pollers: number },
  ) {
    this.editors = Array.from({ length: editors }, () => new Editor(place));
    this.pollers = Array.from({ length: pollers }, (_, index) => new Poller(place, `poller-${String(index)}`));
  }

  /** Until they are stopped. */
  work(door: Door, round: number): void {
    this.stopping = new AbortController();
    const { signal } = this.stopping;
    const chanceOf = (index: number) => this.chance.fork(round * 100 + index);
    this.working = Promise.all([
      ...this.editors.map((editor, index) => live(editor, { door, chance: chanceOf(index), signal })),
      ...this.pollers.map((poller, index) => poll(poller, { door, chance: chanceOf(50 + index), signal })),
    ]);
  }

  /** They say nothing any more, and what was on its way is lost. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (const editor of this.editors) editor.cut();
    await this.working;
    for (const editor of this.editors) editor.cut();
  }

  /** Whoever has lost its server comes back, and everybody who polls does once. True when all of it worked. */
  async gather(door: Door): Promise<boolean> {
    const reached: Promise<boolean>[] = [];
    for (const editor of this.editors) if (!editor.isConnected) reached.push(enter(editor, door));
    for (const poller of this.pollers) {
      const client = await door();
      reached.push(client === null ? Promise.resolve(false) : poller.poll(client));
    }
    return !(await Promise.all(reached)).includes(false);
  }

  get documents(): readonly Y.Doc[] {
    return [...this.editors, ...this.pollers].map(({ document }) => document);
  }

  get acknowledged(): readonly Uint8Array[] {
    return [...this.editors, ...this.pollers].flatMap(({ acknowledged }) => acknowledged);
  }

  get isSettled(): boolean {
    return [...this.editors, ...this.pollers].every(({ isSettled }) => isSettled);
  }

  get problems(): readonly string[] {
    return [...this.editors, ...this.pollers].flatMap(({ problems }) => problems);
  }

  [Symbol.dispose](): void {
    this.stopping.abort();
    for (const editor of this.editors) editor[Symbol.dispose]();
    for (const { document } of this.pollers) document.destroy();
  }
}

interface Life {
  readonly door: Door;
  readonly chance: Chance;
  readonly signal: AbortSignal;
}

async function live(editor: Editor, { door, chance, signal }: Life): Promise<void> {
  while (!signal.aborted) {
    if (!editor.isConnected && chance.below(3) === 0) await enter(editor, door);
    if (signal.aborted) return;
    step(editor, chance);
    await setTimeout(chance.below(PAUSE_MS));
  }
}

function step(editor: Editor, chance: Chance): void {
  const what = chance.below(100);
  if (what < 70) edit(editor.document, chance);
  else if (what < 80) editor.repeat(chance.below(editor.sentCount + 1), 1 + chance.below(5));
  else if (what < 86) editor.part();
  else if (what < 92) editor.mend();
  else if (what < 97) editor.mend(true);
  else editor.cut();
}

async function poll(poller: Poller, { door, chance, signal }: Life): Promise<void> {
  while (!signal.aborted) {
    for (let count = chance.below(5); count > 0; count -= 1) edit(poller.document, chance);
    const client = await door();
    if (client !== null && !signal.aborted && chance.below(4) > 0) await poller.poll(client);
    await setTimeout(chance.below(4 * PAUSE_MS));
  }
}

async function enter(editor: Editor, door: Door): Promise<boolean> {
  const client = await door();
  return client !== null && editor.connect(client);
}
