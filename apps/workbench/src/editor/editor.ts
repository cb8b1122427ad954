import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { signal } from '@preact/signals';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import { UndoManager } from 'yjs';
import type { Cursor } from './cursor.js';
import { colouring } from './languages.js';
import { look } from './look.js';
import type { SharedFile } from './shared-file.js';

/** The view of one open file. It lives as long as the file is open, whether or not it is shown. */
export class FileEditor {
  readonly view: EditorView;
  readonly cursor = signal<Cursor>(cursorOf(EditorState.create()));
  private readonly writing = new Compartment();
  private readonly language = new Compartment();

  /** @param text what the file says where it is not shared. */
  constructor(file: SharedFile, { canWrite, text }: { readonly canWrite: boolean; readonly text?: string }) {
    this.view = new EditorView({
      state: EditorState.create({
        doc: text ?? file.content(),
        extensions: [
          basics,
          look,
          this.language.of([]),
          this.writing.of(writable(canWrite)),
          EditorView.contentAttributes.of({ 'aria-label': `Text of ${file.path}` }),
          EditorView.updateListener.of(({ state, selectionSet, docChanged }) => {
            if (selectionSet || docChanged) this.cursor.value = cursorOf(state);
          }),
          text === undefined ? shared(file) : [],
        ],
      }),
    });
    void colouring(file.path).then((extension) => {
      this.view.dispatch({ effects: this.language.reconfigure(extension) });
    });
  }

  allow(canWrite: boolean): void {
    this.view.dispatch({ effects: this.writing.reconfigure(writable(canWrite)) });
  }

  destroy(): void {
    this.view.destroy();
  }
}

function shared(file: SharedFile): Extension {
  const undoManager = new UndoManager(file.text);
  return [keymap.of(yUndoManagerKeymap), yCollab(file.text, file.awareness, { undoManager })];
}

const basics: Extension = [
  lineNumbers(),
  foldGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  highlightSelectionMatches(),
  drawSelection(),
  dropCursor(),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  indentUnit.of('  '),
  EditorState.tabSize.of(4),
  EditorState.allowMultipleSelections.of(true),
  keymap.of([...closeBracketsKeymap, ...searchKeymap, ...foldKeymap, indentWithTab, ...defaultKeymap]),
];

/** Who may not write still moves the cursor, selects and copies. */
function writable(canWrite: boolean): Extension {
  return canWrite ? [] : [EditorState.readOnly.of(true), EditorView.editorAttributes.of({ class: 'read-only' })];
}

function cursorOf(state: EditorState): Cursor {
  const { from, head, to } = state.selection.main;
  return { ...placeOf(state, head), range: { start: placeOf(state, from), end: placeOf(state, to) } };
}

function placeOf(state: EditorState, offset: number): { readonly line: number; readonly column: number } {
  const line = state.doc.lineAt(offset);
  return { line: line.number, column: offset - line.from + 1 };
}
