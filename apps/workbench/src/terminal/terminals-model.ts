import { effect, signal } from '@preact/signals';
import type { RoomModel } from '../room/room-model.js';

/** How often terminals are looked for that no page opened, as agents do, while this one is seen. */
const LOOK_MS = 30_000;
/** The most that are shown. */
const MOST = 20;

/** A terminal as a tab of it is drawn. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  /** Who opened it sets its size; the others get that size. */
  readonly isOwn: boolean;
}

/** The terminals of a session that run, whoever opened them. */
export class TerminalsModel {
  readonly all = signal<readonly Shown[]>([]);
  readonly activeId = signal<string | null>(null);
  readonly isOpening = signal(false);
  /** Whether the terminal that is shown gets the keyboard once it is there. */
  wantsKeyboard = false;

  constructor(private readonly room: RoomModel) {
    const timer = setInterval(() => {
      if (!document.hidden && room.isReady.peek()) void this.look();
    }, LOOK_MS);
    const stop = effect(() => {
      if (room.isReady.value && room.handle.value !== null) void this.look();
      else if (room.workspace.value !== null) this.all.value = [];
    });
    room.signal.addEventListener('abort', () => {
      clearInterval(timer);
      stop();
    });
  }

  async open(): Promise<void> {
    const terminals = this.room.handle.peek()?.terminals;
    if (terminals === undefined || this.isOpening.peek()) return;
    this.isOpening.value = true;
    this.wantsKeyboard = true;
    const opened = await terminals.open({ cols: 100, rows: 24, signal: this.room.signal });
    this.isOpening.value = false;
    if (opened.isErr()) return this.room.tell(opened.error);
    await this.look();
    this.activeId.value = opened.value.id;
  }

  async close(id: string): Promise<void> {
    const found = await this.room.handle.peek()?.terminals.get(id);
    const closed = found?.isOk() === true ? await found.value.close() : found;
    if (closed?.isErr() === true) this.room.tell(closed.error);
    await this.look();
  }

  async look(): Promise<void> {
    const listed = await this.room.handle.peek()?.terminals.list({ limit: MOST }, { signal: this.room.signal });
    if (listed?.isOk() !== true) return;
    const running = listed.value.items.filter(({ state }) => state === 'running').reverse();
    const all = running.map(({ id, argv, openedBy }) => ({
      ...{ id, isOwn: openedBy === this.room.me.id },
      title: (argv[0] ?? 'terminal').split('/').at(-1) ?? 'terminal',
    }));
    if (JSON.stringify(all) !== JSON.stringify(this.all.peek())) this.all.value = all;
    const active = this.activeId.peek();
    if (!all.some(({ id }) => id === active)) this.activeId.value = all.at(-1)?.id ?? null;
  }
}
