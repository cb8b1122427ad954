import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { switchTheme } from '../theme.js';
import { go } from '../place.js';
import type { BenchModel } from './bench-model.js';
import { KEYS } from './keys.js';
import { nameOf, parentOf } from './tree-model.js';

/** How many files of a session are looked through, and how many are shown. */
const MOST_FILES = 2_000;
const SHOWN = 12;

interface Choice {
  readonly label: string;
  readonly about: string;
  readonly act: () => void;
}

/** Finds files by parts of their paths, and everything else that can be done, by typing. */
export function Finder({ bench }: { readonly bench: BenchModel }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const paths = usePaths(bench);
  const choices = useMemo(() => found(text, [...filesOf(bench, paths), ...actionsOf(bench)]), [text, paths]);
  useEffect(() => dialog.current?.showModal(), []);
  const choose = (choice: Choice | undefined) => {
    dialog.current?.close();
    choice?.act();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, choices.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') choose(choices[at]);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog finder"
      aria-label="Find a file or an action"
      onClose={() => {
        bench.isFinding.value = false;
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="finder-body">
        <input
          role="combobox"
          aria-expanded={choices.length > 0}
          aria-controls="finder-list"
          aria-activedescendant={choices[at] === undefined ? undefined : `finder-${at}`}
          aria-label="Find"
          placeholder="Find a file or an action"
          spellcheck={false}
          value={text}
          onKeyDown={keys}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setAt(0);
          }}
        />
        <Found choices={choices} at={at} onPoint={setAt} onChoose={choose} />
      </div>
    </dialog>
  );
}

function Found(props: {
  readonly choices: readonly Choice[];
  readonly at: number;
  readonly onPoint: (index: number) => void;
  readonly onChoose: (choice: Choice) => void;
}) {
  if (props.choices.length === 0) return <p class="quiet">Nothing is called so.</p>;
  return (
    <ul id="finder-list" role="listbox" aria-label="Found">
      {props.choices.map((choice, index) => (
        <li
          key={choice.label + choice.about}
          id={`finder-${index}`}
          role="option"
          aria-selected={index === props.at}
          onMouseMove={() => props.onPoint(index)}
          onClick={() => props.onChoose(choice)}
        >
          <span>{choice.label}</span>
          <span class="quiet">{choice.about}</span>
        </li>
      ))}
    </ul>
  );
}

function usePaths(bench: BenchModel): readonly string[] {
  const [paths, setPaths] = useState<readonly string[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const read = async () => {
      const files = bench.room.handle.peek()?.files;
      let cursor: string | undefined;
      const all: string[] = [];
      do {
        const page = await files?.list('', { recursive: true, limit: 200, cursor, signal: controller.signal });
        if (page?.isOk() !== true) return;
        all.push(...page.value.items.filter(({ type }) => type === 'file').map(({ path }) => path));
        cursor = page.value.nextCursor ?? undefined;
        setPaths([...all]);
      } while (cursor !== undefined && all.length < MOST_FILES);
    };
    void read();
    return () => controller.abort();
  }, []);
  return paths;
}

function filesOf(bench: BenchModel, paths: readonly string[]): readonly Choice[] {
  return paths.map((path) => ({ label: nameOf(path), about: parentOf(path), act: () => bench.openFile(path) }));
}

function actionsOf(bench: BenchModel): readonly Choice[] {
  const { room, terminals } = bench;
  const actions: Choice[] = [
    { label: 'Switch between light and dark', about: 'view', act: switchTheme },
    { label: 'Show the conversation', about: 'view', act: () => bench.toggleSide('talk') },
    { label: 'Show the workspace', about: 'view', act: () => bench.toggleSide('workspace') },
    { label: 'All sessions', about: 'go', act: () => go({ name: 'sessions' }) },
  ];
  if (room.session.value?.kind === 'room')
    actions.unshift({ label: 'Show the people', about: 'view', act: () => bench.toggleSide('people') });
  if (!room.canWrite.value) return actions;
  if (!room.isReady.value)
    return [{ label: 'Start the workspace', about: 'workspace', act: () => void room.start() }, ...actions];
  return [
    { label: 'Run the file', about: KEYS.run, act: () => bench.run() },
    { label: 'Refactor what is selected', about: KEYS.refactor, act: () => bench.refactor() },
    { label: 'New terminal', about: 'terminal', act: () => (bench.showUnder('terminals'), void terminals.open()) },
    ...actions,
  ];
}

/** Those in which all letters come in their order; where they stand together first. */
function found(text: string, all: readonly Choice[]): readonly Choice[] {
  const wanted = text.toLowerCase().replaceAll(' ', '');
  if (wanted === '') return all.slice(0, SHOWN);
  const scored = all.flatMap((choice) => {
    const score = scoreOf(wanted, `${choice.about}/${choice.label}`.toLowerCase());
    return score === null ? [] : [{ choice, score }];
  });
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, SHOWN)
    .map(({ choice }) => choice);
}

/** The less the better: how much stands between the letters, the last part of the path first. */
function scoreOf(wanted: string, text: string): number | null {
  const whole = text.lastIndexOf(wanted);
  if (whole !== -1) return text.length - whole;
  let from = text.length;
  let first = from;
  for (const letter of Array.from(wanted).reverse()) {
    from = from === 0 ? -1 : text.lastIndexOf(letter, from - 1);
    if (from === -1) return null;
    first = from;
  }
  return 1_000 + text.length - first;
}
