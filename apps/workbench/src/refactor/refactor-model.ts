import type { CodePlan, Refactoring } from '@carrel/client';
import { signal } from '@preact/signals';
import { client, saying } from '../carrel.js';
import type { BenchModel } from '../room/bench-model.js';
import { changeFiles } from '../room/file-changes.js';
import { offersAt, type Offer, type Selected } from './offers.js';

/** How far a refactoring has come. */
export type Stage =
  | { readonly name: 'choosing' }
  | { readonly name: 'planned'; readonly plan: CodePlan }
  | { readonly name: 'applied'; readonly plan: CodePlan };

/** One refactoring, from what is chosen to what became of it. Nothing is changed before it is applied. */
export class RefactorModel {
  /** `null` while they are asked for. */
  readonly offers = signal<readonly Offer[] | null>(null);
  readonly stage = signal<Stage>({ name: 'choosing' });
  readonly isBusy = signal(false);
  readonly problem = signal<string | null>(null);
  private readonly controller = new AbortController();

  constructor(
    private readonly bench: BenchModel,
    readonly selected: Selected,
  ) {
    void offersAt(bench.room.id, selected).then((offers) => {
      this.offers.value = offers;
    });
  }

  async plan(refactoring: Refactoring): Promise<void> {
    await this.working(async () => {
      const { id } = this.bench.room;
      const made = await client.code.plans.create(id, refactoring, { signal: this.controller.signal });
      if (made.isErr()) return saying(made.error);
      if (made.value.files.length === 0) return 'There is nothing to change.';
      this.stage.value = { name: 'planned', plan: made.value };
      return null;
    });
  }

  back(): void {
    this.problem.value = null;
    this.stage.value = { name: 'choosing' };
  }

  async apply({ id }: CodePlan): Promise<void> {
    await this.working(async () => {
      const applied = await client.code.plans.apply(this.bench.room.id, id);
      if (applied.isErr()) return saying(applied.error);
      this.stage.value = { name: 'applied', plan: applied.value };
      await this.follow(applied.value, 'to');
      return null;
    });
  }

  async undo({ id }: CodePlan): Promise<void> {
    await this.working(async () => {
      const undone = await client.code.plans.undo(this.bench.room.id, id);
      if (undone.isErr()) return saying(undone.error);
      this.stage.value = { name: 'planned', plan: undone.value };
      await this.follow(undone.value, 'from');
      return null;
    });
  }

  dispose(): void {
    this.controller.abort();
  }

  private async working(work: () => Promise<string | null>): Promise<void> {
    this.isBusy.value = true;
    this.problem.value = null;
    this.problem.value = await work();
    this.isBusy.value = false;
  }

  /** Who had a file open that was moved has it open where it is. */
  private async follow({ files }: CodePlan, side: 'from' | 'to'): Promise<void> {
    const { tabs, tree } = this.bench;
    const { forget } = changeFiles(this.bench);
    for (const { path, to } of files) {
      if (to === undefined) continue;
      const [left, now] = side === 'to' ? [path, to] : [to, path];
      const isOpen = tabs.files.peek().some((file) => file.path === left);
      await forget(left);
      if (isOpen) this.bench.openFile(now);
    }
    tree.refresh();
  }
}
