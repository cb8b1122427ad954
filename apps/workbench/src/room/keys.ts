import { notice } from '../parts/notices.js';
import type { BenchModel } from './bench-model.js';

const isMac = navigator.userAgent.includes('Mac');
const mod = isMac ? '⌘' : 'Ctrl+';

/** How keys are called in hints. */
export const KEYS = {
  find: `${mod}P`,
  run: `${mod}Enter`,
  terminal: `Ctrl+\``,
  close: `Alt+W`,
  refactor: 'F2',
} as const;

/** Listens for the keys of the bench until the answer is called. */
export function listenToKeys(bench: BenchModel): () => void {
  const listen = (event: KeyboardEvent) => {
    const act = actionOf(event, bench);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  // Before the editor and the terminals, which take most keys.
  addEventListener('keydown', listen, { capture: true });
  return () => removeEventListener('keydown', listen, { capture: true });
}

function actionOf(event: KeyboardEvent, bench: BenchModel): (() => void) | null {
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  if (event.altKey && event.code === 'KeyW' && !isMod) return () => closeActive(bench);
  if (event.ctrlKey && event.code === 'Backquote') return () => focusTerminal(bench);
  // In the tree it renames.
  if (event.key === 'F2' && isIn(event, '.editor-holder')) return () => bench.refactor();
  if (!isMod || event.altKey || event.shiftKey) return null;
  switch (event.key) {
    case 'p':
      return () => {
        bench.isFinding.value = true;
      };
    case 'Enter':
      return () => bench.run();
    case 's':
      return isIn(event, '.terminal-pane') ? null : () => notice('Everything is saved as you type.');
    default:
      return null;
  }
}

function closeActive({ tabs }: BenchModel): void {
  if (tabs.activePath.value !== null) tabs.close(tabs.activePath.value);
}

/** To the terminal, or from it back to the editor. */
function focusTerminal(bench: BenchModel): void {
  if (document.activeElement?.closest('.under') !== null && bench.under.value === 'terminals') {
    bench.part.value = 'editor';
    document.querySelector<HTMLElement>('.editor-holder:not([hidden]) .cm-content')?.focus();
    return;
  }
  bench.terminals.wantsKeyboard = true;
  bench.showUnder('terminals');
  if (bench.terminals.all.value.length === 0 && bench.room.canWrite.value) void bench.terminals.open();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.under .xterm-helper-textarea')?.focus());
}

function isIn({ target }: KeyboardEvent, place: string): boolean {
  return target instanceof Element && target.closest(place) !== null;
}
