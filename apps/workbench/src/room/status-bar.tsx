import { languageName } from '../editor/languages.js';
import type { BenchModel } from './bench-model.js';

/** One line at the foot: whether the server is reached, and where the cursor is. */
export function StatusBar({ bench }: { readonly bench: BenchModel }) {
  const { presence, room, tabs } = bench;
  const file = tabs.active.value;
  const isLost = presence.isConnected.value === false;
  const cursor = bench.cursorOf.value?.value;
  return (
    <footer class="status" aria-label="Status">
      <span role="status" class={isLost ? 'lost' : ''}>
        {isLost ? 'Offline: what you type is kept and sent later' : 'Connected'}
      </span>
      {room.canWrite.value ? null : <span class="viewing">You can look, not change</span>}
      <span class="spacer" />
      {file?.standing.value.state === 'shared' ? <span>{file.isUnsaved.value ? 'Saving …' : 'Saved'}</span> : null}
      {file === null || cursor === undefined ? null : (
        <span class="cursor">
          Ln {cursor.line}, Col {cursor.column}
        </span>
      )}
      {file === null ? null : <span>{languageName(file.path)}</span>}
    </footer>
  );
}
