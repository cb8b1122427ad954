import type { SgNode } from '@ast-grep/napi';
import { ok, err, type Result } from 'neverthrow';
import type { Failure, Work } from '../work.js';
import { importsOf } from './references.js';
import {
  isUnclear,
  nodeAt,
  nodesOf,
  placeOf,
  spanOf,
  type FileSpan,
  type Script,
  type Scripts,
} from './script-file.js';
import { clauseNames, hasWord } from './units.js';

/** What other files do with one: by the server's resolution of what they import. */
export interface ModuleUses {
  /** The places that take a name of it. */
  readonly named: readonly (FileSpan & { readonly name: string })[];
  /** The files that export all of it. */
  readonly stars: readonly string[];
  /** The first place, for people, that has it as a whole, so that any of its names may be used; `null` where none has. */
  readonly whole: string | null;
  /** Where it is named as a module. */
  readonly imports: readonly FileSpan[];
}

interface Collected {
  readonly named: (FileSpan & { readonly name: string })[];
  readonly stars: string[];
  whole: string | null;
}

/** `null` where the server does not know the file. */
export async function moduleUses(
  work: Work,
  scripts: Scripts,
  path: string,
): Promise<Result<ModuleUses | null, Failure>> {
  const imports = await importsOf(work, path);
  if (imports.isErr()) return err(imports.error);
  if (imports.value === null) return ok(null);
  const collected: Collected = { named: [], stars: [], whole: null };
  for (const place of imports.value) {
    const script = await scripts.get(place.path);
    if (script.isErr() || isUnclear(script.value)) collected.whole ??= place.path;
    else collect(collected, script.value, place);
  }
  return ok({ ...collected, imports: imports.value });
}

function collect(collected: Collected, script: Script, { path, start }: FileSpan): void {
  const literal = nodeAt(script, start);
  const string = literal.kind() === 'string' ? literal : literal.parent();
  const statement = string?.parent();
  const isImport = statement?.kind() === 'import_statement';
  if (statement === null || statement === undefined || !(isImport || statement.kind() === 'export_statement')) {
    collected.whole ??= placeOf(script, start);
    return;
  }
  for (const specifier of clauseNames(statement)) {
    collected.named.push({ path, name: specifier.field('name')?.text() ?? '', ...spanOf(specifier) });
  }
  if (!isImport) {
    if (hasWord(statement, 'namespace_export')) collected.whole ??= placeOf(script, start);
    else if (hasWord(statement, '*')) collected.stars.push(path);
    return;
  }
  const clause = statement.children().find((each) => each.kind() === 'import_clause');
  if (hasWord(statement, 'import_require_clause')) collected.whole ??= placeOf(script, start);
  for (const part of clause?.children() ?? []) {
    if (part.kind() === 'identifier') collected.named.push({ path, name: 'default', ...spanOf(part) });
    if (part.kind() === 'namespace_import') collectNamespace(collected, script, part);
  }
}

/** `ns.name` takes one name; anything else that is done with `ns` has the module as a whole. */
function collectNamespace(collected: Collected, script: Script, namespace: SgNode): void {
  const name = namespace.find({ rule: { kind: 'identifier' } })?.text();
  for (const use of nodesOf(script.root, NAMES)) {
    if (use.text() !== name || use.parent()?.kind() === 'namespace_import') continue;
    const member = memberOf(use);
    if (member === null) collected.whole ??= placeOf(script, spanOf(use).start);
    else collected.named.push({ path: script.path, name: member.text(), ...spanOf(member) });
  }
}

const NAMES = ['identifier', 'type_identifier', 'shorthand_property_identifier'];

function memberOf(use: SgNode): SgNode | null {
  const parent = use.parent();
  const isFirst = parent?.children()[0]?.id() === use.id();
  if (parent === null || !isFirst) return null;
  if (parent.kind() === 'member_expression') return parent.field('property');
  if (parent.kind() === 'nested_type_identifier') return parent.field('name');
  return parent.kind() === 'nested_identifier' ? parent.field('property') : null;
}
