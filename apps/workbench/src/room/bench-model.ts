import type { User } from '@carrel/client';
import { effect, signal, type Signal } from '@preact/signals';
import type { Cursor } from '../editor/cursor.js';
import type { Preferred } from '../editor/shared-file.js';
import type { Selected } from '../refactor/offers.js';
import { TerminalsModel } from '../terminal/terminals-model.js';
import { Presence } from './presence.js';
import { RoomModel } from './room-model.js';
import { RunModel } from './run-model.js';
import { TabsModel } from './tabs-model.js';
import { TreeModel } from './tree-model.js';

/** What is beside the editor. */
export type Side = 'people' | 'talk' | 'workspace';
/** What is beneath it. */
export type Under = 'terminals' | 'output';
/** What a narrow screen shows, which has room for one. */
export type Part = 'files' | 'editor' | 'under' | 'side';

/** Everything that is on the bench of one session. */
export class BenchModel {
  readonly room: RoomModel;
  readonly tree: TreeModel;
  readonly tabs: TabsModel;
  readonly terminals: TerminalsModel;
  readonly runs: RunModel;
  readonly presence: Presence;
  readonly side = signal<Side | null>(null);
  readonly under = signal<Under | null>('terminals');
  readonly part = signal<Part>('files');
  readonly isFinding = signal(false);
  /** Where the cursor of the file is that is shown. */
  readonly cursorOf = signal<Signal<Cursor> | null>(null);
  /** What is being refactored. */
  readonly refactoring = signal<Selected | null>(null);

  constructor(id: string, me: User) {
    this.room = new RoomModel(id, me);
    this.tree = new TreeModel(this.room);
    this.tabs = new TabsModel(this.room, this.tree);
    this.terminals = new TerminalsModel(this.room);
    this.runs = new RunModel(this.room);
    this.presence = new Presence(this.room);
    const stops = [
      effect(() => {
        const own = this.terminals.all.value.filter(({ isOwn }) => isOwn);
        this.presence.show(
          this.tabs.activePath.value,
          own.map(({ id }) => id),
        );
      }),
      this.presence.othersTerminals.subscribe(() => void this.terminals.look()),
    ];
    this.room.signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
  }

  openFile(path: string): void {
    this.show(path);
  }

  /** Opens a file that was just made: what was edited under its name before is not its text. */
  openNewFile(path: string): void {
    this.show(path, 'file');
  }

  run(): void {
    const file = this.tabs.active.value;
    if (file === null || !this.room.isReady.value || !this.room.canWrite.value) return;
    this.under.value = 'output';
    this.part.value = 'under';
    void this.runs.start(file);
  }

  refactor(): void {
    const path = this.tabs.activePath.value;
    const cursor = this.cursorOf.value?.value;
    if (path === null || cursor === undefined || this.tabs.active.value?.standing.value.state !== 'shared') return;
    this.refactoring.value = { path, range: cursor.range };
  }

  showUnder(under: Under): void {
    this.under.value = under;
    this.part.value = 'under';
  }

  toggleSide(side: Side): void {
    const isShown = this.side.value === side;
    this.side.value = isShown ? null : side;
    this.part.value = isShown ? 'editor' : 'side';
  }

  private show(path: string, prefer?: Preferred): void {
    this.tabs.open(path, prefer);
    this.part.value = 'editor';
  }

  dispose(): void {
    this.room.dispose();
  }
}
