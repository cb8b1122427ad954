import type { CodeLanguage, CodePosition, CodeRange, Refactoring, RefactoringType } from '@carrel/client';
import { client } from '../carrel.js';

/** What is selected in a file; an empty range is where the cursor is. */
export interface Selected {
  readonly path: string;
  readonly range: CodeRange;
}

/** Something that can be done to the code there. */
export interface Offer {
  readonly id: string;
  readonly label: string;
  /** What has to be said for it, and how that is asked for. */
  readonly field?: { readonly label: string; readonly isOptional?: boolean; readonly value?: string };
  make(value: string): Refactoring;
}

let languages: Promise<readonly CodeLanguage[]> | undefined;

/** What the server's code intelligence knows; nothing where it has none. Asked for once. */
function knownLanguages(): Promise<readonly CodeLanguage[]> {
  languages ??= client.code.languages({ limit: 200 }).match(
    ({ items }) => items,
    () => [],
  );
  return languages;
}

/** All that can be done at a place: what the language offers, and what its server thinks of there. */
export async function offersAt(sessionId: string, selected: Selected): Promise<readonly Offer[]> {
  const language = (await knownLanguages()).find(({ extensions }) =>
    extensions.some((end) => selected.path.endsWith(end)),
  );
  if (language === undefined) return [];
  const offered = new Set(language.refactorings);
  const own = OFFERS.filter(
    ({ type, takesRange }) => offered.has(type) && (takesRange !== true || !isEmpty(selected.range)),
  );
  const made = own.map(({ id, label, field, make }) => ({
    ...{ id, label, make: (value: string) => make(selected, value) },
    ...(field === undefined
      ? {}
      : { field: { ...field, ...(field.takesPath === true ? { value: selected.path } : {}) } }),
  }));
  return offered.has('action') ? [...made, ...(await actionsAt(sessionId, selected))] : made;
}

async function actionsAt(sessionId: string, { path, range }: Selected): Promise<readonly Offer[]> {
  const answer = await client.code.query(sessionId, { type: 'actions', path, range });
  return answer.match(
    ({ actions }) =>
      actions.map(({ id, title }) => ({
        ...{ id, label: title },
        make: () => ({ type: 'action' as const, path, range, actionId: id }),
      })),
    () => [],
  );
}

interface OwnOffer {
  readonly id: string;
  readonly type: RefactoringType;
  readonly label: string;
  /** Only where something is selected. */
  readonly takesRange?: boolean;
  readonly field?: { readonly label: string; readonly isOptional?: boolean; readonly takesPath?: boolean };
  make(selected: Selected, value: string): Refactoring;
}

const placeOf = ({ path, range }: Selected): { readonly path: string; readonly position: CodePosition } => ({
  path,
  position: range.start,
});

const OFFERS: readonly OwnOffer[] = [
  {
    ...{ id: 'rename', type: 'rename-symbol', label: 'Rename the symbol', field: { label: 'New name' } },
    make: (selected, newName) => ({ type: 'rename-symbol', ...placeOf(selected), newName }),
  },
  ...(['variable', 'constant', 'function'] as const).map((what): OwnOffer => ({
    ...{ id: `extract-${what}`, type: 'extract', label: `Extract a ${what}`, takesRange: true },
    field: { label: 'Name', isOptional: true },
    make: ({ path, range }, name) => ({ type: 'extract', path, range, what, ...(name === '' ? {} : { name }) }),
  })),
  {
    ...{ id: 'inline', type: 'inline', label: 'Inline' },
    make: (selected) => ({ type: 'inline', ...placeOf(selected) }),
  },
  {
    ...{ id: 'move-symbol', type: 'move-symbol', label: 'Move the symbol to another file' },
    field: { label: 'File', takesPath: true },
    make: (selected, to) => ({ type: 'move-symbol', ...placeOf(selected), to }),
  },
  {
    ...{ id: 'move-file', type: 'move-file', label: 'Move the file' },
    field: { label: 'To', takesPath: true },
    make: ({ path }, to) => ({ type: 'move-file', path, to }),
  },
  {
    ...{ id: 'change-signature', type: 'change-signature', label: 'Change the parameters' },
    field: { label: 'Their names, in order', isOptional: true },
    make: (selected, names) => ({
      ...{ type: 'change-signature', ...placeOf(selected) },
      parameters: names.split(',').flatMap((name) => name.trim() || []),
    }),
  },
  {
    ...{ id: 'organise', type: 'organise-imports', label: 'Organise the imports' },
    make: ({ path }) => ({ type: 'organise-imports', path }),
  },
];

function isEmpty({ start, end }: CodeRange): boolean {
  return start.line === end.line && start.column === end.column;
}
