import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.js';
import { Splitter } from '../parts/splitter.js';
import type { BenchModel } from './bench-model.js';
import { changeFiles } from './file-changes.js';
import type { RoomModel } from './room-model.js';
import { parentOf, type Row } from './tree-model.js';

/** A name that is asked for: of something new in a directory, or of something that is there. */
export interface Naming {
  readonly kind: 'file' | 'directory' | 'rename';
  /** The directory of what is new, or what gets another name. */
  readonly path: string;
}

export function FileTree({ bench }: { readonly bench: BenchModel }) {
  const { tree, room, tabs } = bench;
  const [focused, setFocused] = useState<string | null>(null);
  const [naming, setNaming] = useState<Naming | null>(null);
  const rows = tree.rows();
  const { canWrite, canRemove } = rightsIn(room);
  const current = rows.find(({ entry }) => entry.path === (focused ?? tabs.activePath.value)) ?? rows[0];
  const at = current === undefined ? '' : directoryOf(current);
  const choose = (row: Row) => {
    setFocused(row.entry.path);
    if (row.entry.type === 'directory') tree.toggle(row.entry.path);
    else bench.openFile(row.entry.path);
  };
  const act = changeFiles(bench);
  const done = (name: string | null) => {
    setNaming(null);
    if (naming !== null && name !== null) void act.name(naming, name);
  };
  const keys = (event: KeyboardEvent) => {
    if (current === undefined || naming !== null) return;
    if (canWrite && event.key === 'F2') setNaming({ kind: 'rename', path: current.entry.path });
    else if (canRemove && event.key === 'Delete') void act.remove(current.entry.path);
    else if (event.key === 'Enter' || event.key === ' ') choose(current);
    else {
      const next = moved(event.key, rows, current, (path, isOpen) => tree.toggle(path, isOpen));
      if (next === null) return;
      setFocused(next.entry.path);
      document.getElementById(idOf(next))?.focus();
    }
    event.preventDefault();
  };
  return (
    <aside class="files" aria-label="Files">
      <FilesHeader onName={canWrite ? (kind) => setNaming({ kind, path: at }) : null} />
      {naming === null || naming.kind === 'rename' ? null : <NameInput naming={naming} onDone={done} />}
      {rows.length === 0 ? (
        <p class="quiet">{room.isReady.value ? 'No files yet.' : 'Files show when the workspace runs.'}</p>
      ) : (
        <div class="tree" role="tree" aria-label="Files of the session" onKeyDown={keys}>
          {rows.map((row) =>
            naming?.kind === 'rename' && naming.path === row.entry.path ? (
              <NameInput key={row.entry.path} naming={naming} onDone={done} />
            ) : (
              <TreeRow
                key={row.entry.path}
                row={row}
                isActive={tabs.activePath.value === row.entry.path}
                isCurrent={row === current}
                onFocus={() => setFocused(row.entry.path)}
                onChoose={() => choose(row)}
                onRemove={canRemove ? () => void act.remove(row.entry.path) : null}
              />
            ),
          )}
        </div>
      )}
      <Splitter label="Width of the files" property="--files-width" along="x" least={160} most={520} first={232} />
    </aside>
  );
}

/** What the user may do to files: participants change them, and admins remove them. */
function rightsIn({ canWrite, isAdmin }: RoomModel) {
  return { canWrite: canWrite.value, canRemove: canWrite.value && isAdmin.value };
}

function FilesHeader({ onName }: { readonly onName: ((kind: 'file' | 'directory') => void) | null }) {
  return (
    <header>
      <h2>Files</h2>
      {onName === null ? null : (
        <>
          <button class="icon-button" aria-label="New file" title="New file" onClick={() => onName('file')}>
            <Icon name="fileNew" />
          </button>
          <button class="icon-button" aria-label="New folder" title="New folder" onClick={() => onName('directory')}>
            <Icon name="folderNew" />
          </button>
        </>
      )}
    </header>
  );
}

function TreeRow(props: {
  readonly row: Row;
  readonly isActive: boolean;
  readonly isCurrent: boolean;
  readonly onFocus: () => void;
  readonly onChoose: () => void;
  readonly onRemove: (() => void) | null;
}) {
  const { row } = props;
  const isDirectory = row.entry.type === 'directory';
  return (
    <div
      id={idOf(row)}
      class={`tree-row ${props.isActive ? 'active' : ''}`}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={props.isActive}
      aria-expanded={isDirectory ? row.isOpen : undefined}
      aria-label={row.name}
      tabIndex={props.isCurrent ? 0 : -1}
      style={{ '--depth': row.depth }}
      title={row.entry.path}
      onFocus={props.onFocus}
      onClick={props.onChoose}
    >
      {isDirectory ? <Icon name="chevron" /> : <span class="no-chevron" />}
      <span class="tree-name">{row.name}</span>
      {props.onRemove === null ? null : (
        <button
          class="icon-button row-action"
          tabIndex={-1}
          aria-hidden="true"
          title="Remove (Delete)"
          onClick={(event) => {
            event.stopPropagation();
            props.onRemove?.();
          }}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}

function NameInput({ naming, onDone }: { readonly naming: Naming; readonly onDone: (name: string | null) => void }) {
  const [name, setName] = useState(naming.kind === 'rename' ? naming.path : naming.path && `${naming.path}/`);
  return (
    <form
      class="name-input"
      onSubmit={(event) => {
        event.preventDefault();
        onDone(name.trim() || null);
      }}
    >
      <input
        aria-label={naming.kind === 'rename' ? 'New path' : `Path of the new ${naming.kind}`}
        placeholder={naming.kind === 'directory' ? 'path of the folder' : 'path of the file'}
        value={name}
        spellcheck={false}
        ref={(element) => {
          if (element !== null && document.activeElement !== element) element.focus();
        }}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
        onBlur={() => onDone(null)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') onDone(null);
        }}
      />
    </form>
  );
}

/** Where the keys of a tree lead; opens and closes directories on the way. */
function moved(
  key: string,
  rows: readonly Row[],
  current: Row,
  toggle: (path: string, isOpen: boolean) => void,
): Row | null {
  const index = rows.indexOf(current);
  const isDirectory = current.entry.type === 'directory';
  switch (key) {
    case 'ArrowDown':
      return rows[index + 1] ?? current;
    case 'ArrowUp':
      return rows[index - 1] ?? current;
    case 'Home':
      return rows[0] ?? current;
    case 'End':
      return rows.at(-1) ?? current;
    case 'ArrowRight':
      if (isDirectory && current.isOpen) return rows[index + 1] ?? current;
      if (isDirectory) toggle(current.entry.path, true);
      return current;
    case 'ArrowLeft':
      if (isDirectory && current.isOpen) toggle(current.entry.path, false);
      else return rows.find(({ entry }) => entry.path === parentOf(current.entry.path)) ?? current;
      return current;
    default:
      return null;
  }
}

function directoryOf({ entry, isOpen }: Row): string {
  return entry.type === 'directory' && isOpen ? entry.path : parentOf(entry.path);
}

function idOf({ entry }: Row): string {
  return `file:${entry.path}`;
}
