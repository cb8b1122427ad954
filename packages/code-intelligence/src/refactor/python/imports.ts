import type { PythonText } from './syntax.js';

/** A dotted name of a module, and where it is. `level` is how many dots lead it. */
export interface ModuleName {
  readonly level: number;
  readonly parts: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** A name that is imported, with where that and its other name are. */
export interface ImportedName {
  readonly name: string;
  readonly alias: string | null;
  readonly from: number;
  readonly to: number;
}

export type PythonImport =
  | {
      readonly kind: 'import';
      readonly from: number;
      readonly to: number;
      readonly modules: readonly (ModuleName & { readonly alias: string | null })[];
    }
  | {
      readonly kind: 'from';
      readonly from: number;
      readonly to: number;
      readonly module: ModuleName;
      /** `null` for all of them. */
      readonly names: readonly ImportedName[] | null;
    };

interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const TOKEN = /#[^\n]*|\\\r?\n|[.,()*]|[\p{L}_][\p{L}\p{N}_]*/gu;

/** Every statement that imports something, wherever it is. */
export function importsOf(source: PythonText): readonly PythonImport[] {
  return source.all('ImportStatement').flatMap((node) => {
    const read = readImport(tokensOf(source.of(node), node.from));
    return read === null ? [] : [{ ...read, from: node.from, to: node.to }];
  });
}

function tokensOf(text: string, offset: number): readonly Token[] {
  return [...text.matchAll(TOKEN)]
    .filter(([found]) => !found.startsWith('#') && !found.startsWith('\\'))
    .map((match) => ({ text: match[0], from: offset + match.index, to: offset + match.index + match[0].length }));
}

function readImport([first, ...rest]: readonly Token[]): Unplaced | null {
  if (first?.text === 'import') {
    const modules = listOf(rest).map((item) => moduleWithAlias(item));
    return modules.includes(null) ? null : { kind: 'import', modules: modules.filter((each) => each !== null) };
  }
  const at = rest.findIndex(({ text }) => text === 'import');
  const module = moduleName(rest.slice(0, at));
  if (first?.text !== 'from' || at < 0 || module === null) return null;
  const named = rest.slice(at + 1).filter(({ text }) => text !== '(' && text !== ')');
  if (named[0]?.text === '*') return { kind: 'from', module, names: null };
  return { kind: 'from', module, names: listOf(named).flatMap(importedName) };
}

type Unplaced =
  | Omit<Extract<PythonImport, { kind: 'import' }>, 'from' | 'to'>
  | Omit<Extract<PythonImport, { kind: 'from' }>, 'from' | 'to'>;

function listOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const items: Token[][] = [[]];
  for (const token of tokens) {
    if (token.text === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items.filter((item) => item.length > 0);
}

function moduleWithAlias(item: readonly Token[]): (ModuleName & { readonly alias: string | null }) | null {
  const at = item.findIndex(({ text }) => text === 'as');
  const module = moduleName(at < 0 ? item : item.slice(0, at));
  return module === null ? null : { ...module, alias: at < 0 ? null : (item[at + 1]?.text ?? null) };
}

function moduleName(tokens: readonly Token[]): ModuleName | null {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return null;
  const begin = tokens.findIndex(({ text }) => text !== '.');
  const level = begin < 0 ? tokens.length : begin;
  const parts = tokens.slice(level).flatMap(({ text }) => (text === '.' ? [] : [text]));
  return { level, parts, from: first.from, to: last.to };
}

function importedName(item: readonly Token[]): readonly ImportedName[] {
  const [name, as, alias] = item;
  const last = item.at(-1);
  if (name === undefined || last === undefined) return [];
  return [{ name: name.text, alias: as?.text === 'as' ? (alias?.text ?? null) : null, from: name.from, to: last.to }];
}
