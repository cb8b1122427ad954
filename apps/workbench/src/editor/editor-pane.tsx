import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { Icon } from '../parts/icon.js';
import type { BenchModel } from '../room/bench-model.js';
import { KEYS } from '../room/keys.js';
import { nameOf } from '../room/tree-model.js';
import type { FileEditor } from './editor.js';
import type { SharedFile } from './shared-file.js';

export function EditorPane({ bench }: { readonly bench: BenchModel }) {
  const { tabs } = bench;
  const files = tabs.files.value;
  if (files.length === 0) return <NothingOpen />;
  return (
    <section class="editor" aria-label="Editor">
      <Tabs bench={bench} />
      {files.map((file) => (
        <OpenFile key={file.path} bench={bench} file={file} isShown={file.path === tabs.activePath.value} />
      ))}
    </section>
  );
}

function NothingOpen() {
  return (
    <section class="editor nothing-open" aria-label="Editor">
      <dl>
        <dt>Open a file</dt>
        <dd>
          <kbd>{KEYS.find}</kbd>
        </dd>
        <dt>Run it</dt>
        <dd>
          <kbd>{KEYS.run}</kbd>
        </dd>
        <dt>Refactor what is selected</dt>
        <dd>
          <kbd>{KEYS.refactor}</kbd>
        </dd>
        <dt>Go to the terminal</dt>
        <dd>
          <kbd>{KEYS.terminal}</kbd>
        </dd>
      </dl>
    </section>
  );
}

function Tabs({ bench: { tabs } }: { readonly bench: BenchModel }) {
  return (
    <div class="tabs" role="group" aria-label="Open files">
      {tabs.files.value.map(({ path, isUnsaved }) => {
        const isActive = tabs.activePath.value === path;
        return (
          <div class={`tab ${isActive ? 'active' : ''}`} key={path}>
            <button
              aria-pressed={isActive}
              title={path}
              onClick={() => {
                tabs.activePath.value = path;
              }}
              onAuxClick={({ button }) => {
                if (button === 1) tabs.close(path);
              }}
            >
              {nameOf(path)}
            </button>
            <button
              class={`icon-button ${isUnsaved.value ? 'unsaved' : ''}`}
              aria-label={`Close ${nameOf(path)}`}
              title={`Close (${KEYS.close})`}
              onClick={() => tabs.close(path)}
            >
              <Icon name="close" />
            </button>
          </div>
        );
      })}
    </div>
  );
}

interface OpenFileProps {
  readonly bench: BenchModel;
  readonly file: SharedFile;
  readonly isShown: boolean;
}

function OpenFile({ bench, file, isShown }: OpenFileProps) {
  const standing = file.standing.value;
  switch (standing.state) {
    case 'opening':
      return <div class="editor-note" hidden={!isShown} aria-busy="true" />;
    case 'unusable':
      return (
        <div class="editor-note" hidden={!isShown}>
          <p>{standing.why}</p>
          <button class="button" onClick={() => void file.open()}>
            Try again
          </button>
        </div>
      );
    case 'differs':
      return (
        <div class="editor-note" hidden={!isShown}>
          <p>The file was changed while nobody edited it here, and differs from what was edited.</p>
          <button class="button primary" onClick={() => void file.open('file')}>
            Take the file
          </button>
          <button class="button" onClick={() => void file.open('document')}>
            Take what was edited
          </button>
        </div>
      );
    case 'read':
      return <Editing bench={bench} file={file} isShown={isShown} text={standing.text} key={standing.text} />;
    case 'shared':
      return <Editing bench={bench} file={file} isShown={isShown} />;
  }
}

function Editing({ bench, file, isShown, text }: OpenFileProps & { readonly text?: string }) {
  const element = useRef<HTMLDivElement>(null);
  const editor = useSignal<FileEditor | null>(null);
  const canWrite = bench.room.canWrite.value && text === undefined;
  useEffect(() => {
    let isGone = false;
    void import('./editor.js').then(({ FileEditor: Editor }) => {
      if (isGone || element.current === null) return;
      editor.value = new Editor(file, { canWrite, ...(text === undefined ? {} : { text }) });
      element.current.append(editor.value.view.dom);
      if (bench.tabs.activePath.peek() === file.path) show(editor.value);
    });
    const show = (shown: FileEditor) => {
      bench.cursorOf.value = shown.cursor;
      shown.view.focus();
    };
    return () => {
      isGone = true;
      editor.peek()?.destroy();
    };
  }, [file]);
  useEffect(() => editor.value?.allow(canWrite), [canWrite, editor.value]);
  useEffect(() => {
    if (!isShown || editor.value === null) return;
    bench.cursorOf.value = editor.value.cursor;
    editor.value.view.requestMeasure();
    editor.value.view.focus();
  }, [isShown]);
  return <div class="editor-holder" ref={element} hidden={!isShown} />;
}
