import type { SgNode } from '@ast-grep/napi';
import { isPure } from './purity.js';
import { spanOf, type Script, type Span } from './script-file.js';

/** A part of a file that goes, or stays, as a whole: declarations that share names, or one name of an import or export. */
export interface Unit {
  readonly path: string;
  readonly kind: 'declaration' | 'export' | 'import';
  /** What the file calls it; empty where it has no name. */
  readonly locals: readonly string[];
  /** What other files call it; empty where it is not exported. */
  readonly exported: readonly string[];
  /** Where to ask the server for its uses. */
  readonly asked: readonly number[];
  /** What goes with it. */
  readonly spans: readonly Span[];
  /** What goes where only its own file uses it. */
  readonly keywords: readonly Span[];
  /** Whether it only is, and does nothing when the file is run. */
  readonly isPure: boolean;
  /** The import or export that it is a name of. */
  readonly statement?: SgNode;
}

interface Declared {
  readonly statement: SgNode;
  readonly names: readonly SgNode[];
  readonly declaration: SgNode;
  readonly isExported: boolean;
}

const PURE_KINDS = new Set(
  ['function_declaration', 'generator_function_declaration', 'function_signature', 'interface_declaration'].concat([
    'type_alias_declaration',
    'ambient_declaration',
    'function_expression',
    'arrow_function',
  ]),
);
const NAMED_KINDS =
  /^(?:.*function_declaration|function_signature|.*class_declaration|interface_declaration|type_alias_declaration|enum_declaration|internal_module|module)$/u;
const VARIABLES = new Set(['lexical_declaration', 'variable_declaration']);

/** What the file declares, imports and exports, at its top. What cannot be taken out as a whole is left out. */
export function unitsOf(script: Script): Unit[] {
  const declared: Declared[] = [];
  const units: Unit[] = [];
  for (const statement of script.root.children()) {
    const kind = statement.kind();
    if (kind === 'import_statement') units.push(...importedBy(script, statement));
    else if (kind === 'export_statement' && isClause(statement)) units.push(...exportedBy(script, statement));
    else if (hasWord(statement, 'default') && declaredNames(statement).length === 0) {
      units.push(...defaultOf(script, statement));
    } else {
      const names = declaredNames(statement);
      const declaration = declarationIn(statement);
      if (names.length > 0 && declaration !== null) {
        declared.push({ statement, names, declaration, isExported: kind === 'export_statement' });
      }
    }
  }
  return [...units, ...merged(declared).map((group) => toUnit(script, group))];
}

/** What is in the file under a name in a list, such as an import of it. */
export function clauseNames(statement: SgNode): SgNode[] {
  return statement.findAll({ rule: { any: [{ kind: 'import_specifier' }, { kind: 'export_specifier' }] } });
}

function isClause(statement: SgNode): boolean {
  return hasWord(statement, 'export_clause');
}

export function hasWord(statement: SgNode, word: string): boolean {
  return statement.children().some((each) => each.kind() === word);
}

function declarationIn(statement: SgNode): SgNode | null {
  const kind = String(statement.kind());
  if (kind === 'export_statement' || kind === 'ambient_declaration' || kind === 'expression_statement') {
    const inner = statement.children().find((each) => isDeclaration(each) || each.kind() === 'ambient_declaration');
    return inner ?? null;
  }
  return isDeclaration(statement) ? statement : null;
}

function isDeclaration(node: SgNode): boolean {
  const kind = String(node.kind());
  return NAMED_KINDS.test(kind) || VARIABLES.has(kind);
}

function declaredNames(statement: SgNode): SgNode[] {
  const declaration = declarationIn(statement);
  if (declaration === null) return [];
  if (declaration.kind() === 'ambient_declaration') return declaredNames(declaration);
  if (!VARIABLES.has(String(declaration.kind()))) {
    const name = declaration.field('name');
    return name === null || name.kind() === 'string' ? [] : [name];
  }
  return declaration
    .children()
    .filter((each) => each.kind() === 'variable_declarator')
    .flatMap((each) => boundNames(each.field('name')));
}

/** The names that a pattern binds. */
export function boundNames(pattern: SgNode | null): SgNode[] {
  if (pattern === null) return [];
  const kind = String(pattern.kind());
  if (kind === 'identifier' || kind === 'shorthand_property_identifier_pattern') return [pattern];
  if (kind === 'pair_pattern') return boundNames(pattern.field('value'));
  if (kind === 'assignment_pattern' || kind === 'object_assignment_pattern') return boundNames(pattern.field('left'));
  return /pattern/u.test(kind) ? pattern.children().flatMap(boundNames) : [];
}

/** Declarations that share a name belong together, such as overloads. */
function merged(declared: readonly Declared[]): Declared[][] {
  const groups: { readonly names: Set<string>; readonly members: Declared[] }[] = [];
  for (const each of declared) {
    const names = each.names.map((name) => name.text());
    const found = groups.find((group) => names.some((name) => group.names.has(name)));
    if (found === undefined) groups.push({ names: new Set(names), members: [each] });
    else {
      found.members.push(each);
      for (const name of names) found.names.add(name);
    }
  }
  return groups.map(({ members }) => members);
}

function toUnit(script: Script, group: readonly Declared[]): Unit {
  const exported = group.filter(({ isExported }) => isExported);
  return {
    path: script.path,
    kind: 'declaration',
    locals: [...new Set(group.flatMap(({ names }) => names.map((name) => name.text())))],
    exported: [
      ...new Set(
        exported.flatMap(({ statement, names }) =>
          hasWord(statement, 'default') ? ['default'] : names.map((name) => name.text()),
        ),
      ),
    ],
    asked: group.flatMap(({ names }) => names.map((name) => spanOf(name).start)),
    spans: group.map(({ statement }) => wholeSpan(script, statement)),
    keywords: exported.map(({ statement }) => keywordsOf(statement)),
    isPure: group.every(({ statement, declaration }) => !hasWord(statement, 'decorator') && doesNothing(declaration)),
  };
}

function doesNothing(declaration: SgNode): boolean {
  const kind = String(declaration.kind());
  if (PURE_KINDS.has(kind)) return true;
  if (kind === 'enum_declaration') return declaration.find({ rule: { kind: 'call_expression' } }) === null;
  if (!VARIABLES.has(kind)) return isPure(declaration);
  const declarators = declaration.children().filter((each) => each.kind() === 'variable_declarator');
  return declarators.every((each) => {
    const value = each.field('value');
    return each.field('name')?.kind() === 'identifier' && (value === null || isPure(value));
  });
}

function defaultOf(script: Script, statement: SgNode): Unit[] {
  if (statement.kind() !== 'export_statement') return [];
  const value = statement.children().find((each) => each.isNamed() && each.kind() !== 'comment');
  const keyword = statement.children().find((each) => each.kind() === 'default');
  if (value === undefined || keyword === undefined) return [];
  return [
    {
      ...{ path: script.path, kind: 'export', locals: [], exported: ['default'], keywords: [] },
      asked: [spanOf(keyword).start],
      spans: [wholeSpan(script, statement)],
      isPure: PURE_KINDS.has(String(value.kind())) || isPure(value),
    },
  ];
}

function exportedBy(script: Script, statement: SgNode): Unit[] {
  return clauseNames(statement).map((specifier) => {
    const name = specifier.field('name')?.text() ?? '';
    const spans = [spanOf(specifier)];
    const exported = [specifier.field('alias')?.text() ?? name];
    return {
      path: script.path,
      kind: 'export',
      locals: [],
      exported,
      asked: [],
      spans,
      keywords: [],
      isPure: true,
      statement,
    };
  });
}

function importedBy(script: Script, statement: SgNode): Unit[] {
  const clause = statement.children().find((each) => each.kind() === 'import_clause');
  const parts = clause?.children() ?? [];
  const own = parts.filter((each) => each.kind() === 'identifier' || each.kind() === 'namespace_import');
  return [...own, ...clauseNames(statement)].map((node) => {
    const name = node.field('alias') ?? node.field('name') ?? node.find({ rule: { kind: 'identifier' } }) ?? node;
    const spans = [spanOf(node)];
    const asked = [spanOf(name).start];
    return {
      path: script.path,
      kind: 'import',
      locals: [name.text()],
      exported: [],
      asked,
      spans,
      keywords: [],
      isPure: true,
      statement,
    };
  });
}

function keywordsOf(statement: SgNode): Span {
  const children = statement.children();
  const from = children.findIndex((each) => each.kind() === 'export');
  const keyword = children[from];
  const next = children.slice(from + 1).find((each) => each.kind() !== 'default' && each.kind() !== 'comment');
  const { start } = spanOf(keyword ?? statement);
  return { start, end: next === undefined ? start : spanOf(next).start };
}

const KEPT_COMMENT = /^(?:\/\/\/|\/\*!|#!)|@license|@preserve|@ts-nocheck|@jsx|^\/\*\s*eslint-/u;

/** The statement with the comments that lead to it, and what is left of its lines. */
export function wholeSpan({ text }: Script, statement: SgNode): Span {
  let { start, end } = spanOf(statement);
  for (const before of statement.prevAll()) {
    const span = spanOf(before);
    const isNear = /^[^\S\n]*(?:\r?\n)?[^\S\n]*$/u.test(text.slice(span.end, start));
    const startsLine = /(?:^|\n)[^\S\n]*$/u.test(text.slice(Math.max(0, span.start - 200), span.start));
    if (before.kind() !== 'comment' || !isNear || !startsLine || KEPT_COMMENT.test(before.text())) break;
    start = span.start;
  }
  const rest = /^[^\S\n]*(?:\/\/[^\n]*)?(?:\n|$)/u.exec(text.slice(end));
  if (rest === null) return { start, end };
  end += rest[0].length;
  if (/(?:^|\n[^\S\n]*\r?\n)$/u.test(text.slice(0, start)))
    end += /^(?:[^\S\n]*\n)?/u.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end };
}
