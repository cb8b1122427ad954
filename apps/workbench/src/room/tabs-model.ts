import { computed, effect, signal } from '@preact/signals';
import { SharedFile, type Preferred } from '../editor/shared-file.js';
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

  /** @param prefer which text is taken where the file and a document of its name have different ones. */
  open(path: string, prefer?: Preferred): void {
    this.tree.reveal(path);
    this.activePath.value = path;
    if (this.files.value.some((file) => file.path === path)) return;
    const file = new SharedFile(this.room, path);
    const [oldest, ...others] = this.files.value;
    if (oldest !== undefined && others.length + 1 >= MOST) {
      oldest.close();
      this.files.value = [...others, file];
    } else this.files.value = [...this.files.value, file];
    void file.open(prefer);
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
    for (const file of this.beneath(path)) this.close(file.path);
  }

  /** Whether something was typed into what is at a path, or beneath it, that is not stored yet. */
  areUnsavedBeneath(path: string): boolean {
    return this.beneath(path).some(({ isUnsaved }) => isUnsaved.peek());
  }

  private beneath(path: string): readonly SharedFile[] {
    return this.files.value.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
  }
}
