import { computed, effect, signal } from '@preact/signals';
import { SharedFile } from '../editor/shared-file.js';
import type { RoomModel } from './room-model.js';
import type { TreeModel } from './tree-model.js';

/** How many files are open at once; the one that was opened first goes for another. */
const MOST = 20;

/** The files that are open, in the order of their tabs. */
export class TabsModel {
  readonly files = signal<readonly SharedFile[]>([]);
  readonly activePath = signal<string | null>(null);
  readonly active = computed(() => this.files.value.find(({ path }) => path === this.activePath.value) ?? null);

  constructor(
    private readonly room: RoomModel,
    private readonly tree: TreeModel,
  ) {
    const stop = effect(() => {
      const changed = tree.changed.value;
      if (changed !== null)
        this.files
          .peek()
          .find(({ path }) => path === changed.path)
          ?.lookAgain();
    });
    room.signal.addEventListener('abort', stop);
  }

  open(path: string): void {
    this.tree.reveal(path);
    this.activePath.value = path;
    if (this.files.value.some((file) => file.path === path)) return;
    const file = new SharedFile(this.room, path);
    const [oldest, ...others] = this.files.value;
    if (oldest !== undefined && others.length + 1 >= MOST) {
      oldest.close();
      this.files.value = [...others, file];
    } else this.files.value = [...this.files.value, file];
    void file.open();
  }

  close(path: string): void {
    const { value: files } = this.files;
    const index = files.findIndex((file) => file.path === path);
    if (index === -1) return;
    files[index]?.close();
    this.files.value = files.filter((file) => file.path !== path);
    if (this.activePath.value !== path) return;
    this.activePath.value = (files[index + 1] ?? files[index - 1])?.path ?? null;
  }

  /** Closes what is at a path or beneath it. */
  closeBeneath(path: string): void {
    for (const file of this.files.value)
      if (file.path === path || file.path.startsWith(`${path}/`)) this.close(file.path);
  }
}
