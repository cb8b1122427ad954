import { useEffect } from 'preact/hooks';
import { EditorPane } from '../editor/editor-pane.js';
import { Icon, type IconName } from '../parts/icon.js';
import { UnderPanel } from '../terminal/under-panel.js';
import type { BenchModel, Part } from './bench-model.js';
import { BenchHeader } from './bench-header.js';
import { FileTree } from './file-tree.js';
import { Finder } from './finder.js';
import { RefactorDialog } from '../refactor/refactor-dialog.js';
import { listenToKeys } from './keys.js';
import { SidePanel } from './side-panel.js';
import { StartProgress } from './start-progress.js';
import { StatusBar } from './status-bar.js';

const PARTS: readonly (readonly [part: Part, label: string, icon: IconName])[] = [
  ['files', 'Files', 'folder'],
  ['editor', 'Editor', 'file'],
  ['under', 'Terminal', 'terminal'],
  ['side', 'Room', 'people'],
];

/** The page of a session: files on the left, the editor with terminals beneath it, and what is about the room on the right. */
export function Bench({ bench }: { readonly bench: BenchModel }) {
  useEffect(() => listenToKeys(bench), [bench]);
  const name = bench.room.session.value?.name ?? '';
  useEffect(() => {
    document.title = `${name} · Carrel`;
    return () => {
      document.title = 'Carrel';
    };
  }, [name]);
  const side = bench.side.value;
  return (
    <div class={`bench ${side === null ? '' : 'with-side'}`} data-part={bench.part.value}>
      <BenchHeader bench={bench} />
      <FileTree bench={bench} />
      <main class="middle">
        <StartProgress room={bench.room} />
        <EditorPane bench={bench} />
        <UnderPanel bench={bench} />
      </main>
      <SidePanel bench={bench} side={side ?? 'people'} isShown={side !== null || bench.part.value === 'side'} />
      <StatusBar bench={bench} />
      <nav class="parts" aria-label="Parts of the page">
        {PARTS.map(([part, label, icon]) => (
          <button
            key={part}
            aria-current={bench.part.value === part ? 'true' : undefined}
            onClick={() => {
              if (part === 'under') bench.showUnder(bench.under.value ?? 'terminals');
              else bench.part.value = part;
            }}
          >
            <Icon name={icon} />
            {label}
          </button>
        ))}
      </nav>
      {bench.isFinding.value ? <Finder bench={bench} /> : null}
      <Refactoring bench={bench} />
    </div>
  );
}

function Refactoring({ bench }: { readonly bench: BenchModel }) {
  const selected = bench.refactoring.value;
  if (selected === null) return null;
  return (
    <RefactorDialog
      bench={bench}
      selected={selected}
      onClose={() => {
        bench.refactoring.value = null;
      }}
    />
  );
}
