import type { SgNode } from '@ast-grep/napi';
import { codeRefused } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { LanguageServer } from '../language-server.js';
import { isScriptPath, nodeAt, nodesOf, placeOf, Scripts, spanOf, type Script } from './script/script-file.js';
import { unitsOf } from './script/units.js';
import { lineStarts, offsetAt, type TextEdit } from './text-edits.js';
import { EXACT, hasWord, type Failure, type Outcome, type Work } from './work.js';

const MAX_NAMED = 10;
const BINDINGS = [
  'identifier',
  'type_identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
];
const PROPERTIES = ['property_identifier', 'private_property_identifier', 'shorthand_property_identifier'];

/**
 * What is to be said of a rename whose name may be taken in the files that it changes. Refused where a file would declare it twice.
 */
export async function checkFree(work: Work, edit: WorkspaceEdit, newName: string): Promise<Result<Outcome, Failure>> {
  const scripts = new Scripts(work);
  const places: string[] = [];
  for (const [path, edits] of editsByPath(work.server, edit)) {
    if (!isScriptPath(path)) {
      const text = await work.draft.textOf(path);
      if (text.isOk()) places.push(...placesOfWord(path, text.value, newName));
      continue;
    }
    const script = await scripts.get(path);
    if (script.isErr()) return err(script.error);
    const found = clashesIn(script.value, edits, newName);
    if (found.isErr()) return err(found.error);
    places.push(...found.value);
  }
  return ok(places.length === 0 ? EXACT : { confidence: 'low', warnings: [takenWarning(newName, places)] });
}

function takenWarning(name: string, places: readonly string[]): string {
  const rest = places.length - MAX_NAMED;
  const named = places.slice(0, MAX_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `"${name}" is a name there already (${named}): what means one may mean the other then.`;
}

function editsByPath(server: LanguageServer, { changes, documentChanges }: WorkspaceEdit): Map<string, TextEdit[]> {
  const all = new Map<string, TextEdit[]>();
  const add = (uri: string, edits: readonly unknown[]) => {
    const path = server.pathOf(uri);
    const plain = edits.filter(
      (each): each is TextEdit => typeof each === 'object' && each !== null && 'newText' in each,
    );
    if (path !== null) all.set(path, [...(all.get(path) ?? []), ...plain]);
  };
  for (const [uri, edits] of Object.entries(changes ?? {})) add(uri, edits);
  for (const change of documentChanges ?? []) if ('edits' in change) add(change.textDocument.uri, change.edits);
  return all;
}

function placesOfWord(path: string, text: string, name: string): string[] {
  if (!hasWord(text, name)) return [];
  const lines = text.split(/\r\n|\n|\r/u);
  return lines.flatMap((line, index) => (hasWord(line, name) ? [`${path}:${index + 1}`] : []));
}

function clashesIn(script: Script, edits: readonly TextEdit[], name: string): Result<string[], Failure> {
  const { text } = script;
  const starts = lineStarts(text);
  const offsets = edits.map(({ range }) => offsetAt(text, starts, range.start.line, range.start.character));
  const renamed = offsets.map((offset) => nodeAt(script, offset));
  const kinds = new Set(renamed.map((node) => String(node.kind())));
  const wanted = [...(overlaps(kinds, BINDINGS) ? BINDINGS : []), ...(overlaps(kinds, PROPERTIES) ? PROPERTIES : [])];
  if (wanted.length === 0 || !hasWord(text, name)) return ok([]);
  const taken = nodesOf(script.root, wanted).filter((node) => node.text() === name);
  const units = unitsOf(script);
  const declaration = units.find(({ locals }) => locals.includes(name));
  const isDeclared = units.some(
    ({ asked, kind }) => kind !== 'export' && asked.some((offset) => offsets.includes(offset)),
  );
  if (isDeclared && declaration !== undefined) {
    return err(codeRefused(`"${name}" is declared already at ${placeOf(script, declaration.asked[0] ?? 0)}.`));
  }
  return ok([...new Set(taken.map((node: SgNode) => placeOf(script, spanOf(node).start)))]);
}

function overlaps(kinds: ReadonlySet<string>, some: readonly string[]): boolean {
  return some.some((kind) => kinds.has(kind));
}
