import type { CodeResult } from '@carrel/client';
import { signal } from '@preact/signals';
import { knownLanguages, saying } from '../carrel.js';
import type { SharedFile } from '../editor/shared-file.js';
import type { RoomModel } from './room-model.js';
import { nameOf, parentOf } from './tree-model.js';

/** How many files beside the one that is run go with it, and how large one may be. */
const MOST_FILES = 100;
const MOST_BYTES = 256 * 1_024;

/** What the run button did last. */
export type Run =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly path: string }
  | { readonly state: 'done'; readonly path: string; readonly result: CodeResult }
  | { readonly state: 'failed'; readonly path: string; readonly why: string };

/** Runs the file that is edited, with those of its language beside it. */
export class RunModel {
  readonly run = signal<Run>({ state: 'none' });
  private controller: AbortController | null = null;

  constructor(private readonly room: RoomModel) {}

  async start(file: SharedFile): Promise<void> {
    const { handle } = this.room;
    if (handle.value === null || this.run.value.state === 'running') return;
    const { path } = file;
    this.run.value = { state: 'running', path };
    this.controller = new AbortController();
    const signal = AbortSignal.any([this.controller.signal, this.room.signal]);
    const language = (await knownLanguages()).find(({ extensions }) => extensions.some((end) => path.endsWith(end)));
    if (language === undefined) {
      this.run.value = { state: 'failed', path, why: `No language of the catalogue has files like ${nameOf(path)}.` };
      return;
    }
    const beside = await this.beside(path, language.extensions, signal);
    const main = { path: nameOf(path), content: file.content() };
    const ran = await handle.value.run({ language: language.id, files: [main, ...beside] }, { signal });
    if (signal.aborted) this.run.value = { state: 'none' };
    else if (ran.isOk()) this.run.value = { state: 'done', path, result: ran.value };
    else this.run.value = { state: 'failed', path, why: saying(ran.error) };
  }

  stop(): void {
    this.controller?.abort();
  }

  /** The other files of the language in the directory, which the program may use. */
  private async beside(path: string, extensions: readonly string[], signal: AbortSignal) {
    const files = this.room.handle.value?.files;
    const listed = await files?.list(parentOf(path), { limit: MOST_FILES, signal });
    if (files === undefined || listed?.isOk() !== true) return [];
    const wanted = listed.value.items.filter(
      ({ path: other, type, size }) =>
        type === 'file' && other !== path && size <= MOST_BYTES && extensions.some((end) => other.endsWith(end)),
    );
    const read = await Promise.all(
      wanted.map(async (entry) => ({ entry, text: await files.readText(entry.path, { signal }) })),
    );
    return read.flatMap(({ entry, text }) => (text.isOk() ? [{ path: nameOf(entry.path), content: text.value }] : []));
  }
}
