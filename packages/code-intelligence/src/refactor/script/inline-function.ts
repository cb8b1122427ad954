import type { SgNode } from '@ast-grep/napi';
import { codeRefused } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { Failure, Work, Working } from '../work.js';
import { clauseSplices, declaresOnly } from './dead-edits.js';
import { callOf, functionOf, listOf, type NamedFunction } from './functions.js';
import { bindingsIn, filledBody, inlineBodyOf, type InlineBody, type Piece } from './inline-body.js';
import { moduleUses } from './module-uses.js';
import { withReplacements, type Replacement } from './nested-edits.js';
import { packageRoots } from './package-roots.js';
import { isPure } from './purity.js';
import { firstWith, referencesAt, unseenScripts } from './references.js';
import type { Scripts } from './script-file.js';
import { isOwnScript, isUnclear, nodeAt, nodesOf, placeOf, spanOf, type FileSpan, type Script } from './script-file.js';
import { unitsOf, wholeSpan } from './units.js';

/** What is the same wherever it is named. */
const GLOBALS = new Set(
  [
    'Array',
    'BigInt',
    'Boolean',
    'Date',
    'Error',
    'Infinity',
    'JSON',
    'Map',
    'Math',
    'NaN',
    'Number',
    'Object',
    'Promise',
  ]
    .concat([
      'RegExp',
      'Set',
      'String',
      'Symbol',
      'TypeError',
      'isFinite',
      'isNaN',
      'parseFloat',
      'parseInt',
      'undefined',
    ])
    .concat(['console', 'globalThis', 'const']),
);

/** A function that is one expression takes the place of each call of it, and is gone. */
export async function inlineFunction(work: Work, scripts: Scripts, target: NamedFunction): Working {
  const body = inlineBodyOf(target);
  if (body.isErr()) return err(body.error);
  const shared = await checkOutside(work, scripts, target);
  if (shared.isErr()) return err(shared.error);
  const uses = await referencesAt(work, target.script, spanOf(target.name).start);
  if (uses.isErr()) return err(uses.error);
  const replacements = new Map<string, Replacement[]>();
  const add = (path: string, ...some: readonly Replacement[]) => {
    replacements.set(path, [...(replacements.get(path) ?? []), ...some]);
  };
  for (const use of uses.value) {
    const script = await scriptOf(work, scripts, use);
    if (script.isErr()) return err(script.error);
    const replacement = replacementFor(script.value, use, target, body.value);
    if (replacement.isErr()) return err(replacement.error);
    if (replacement.value !== null) add(use.path, replacement.value);
  }
  const calls = [...replacements.values()].flat().length;
  if (calls === 0) return err(codeRefused(`"${target.name.text()}" is called nowhere.`));
  for (const path of new Set(uses.value.map((use) => use.path))) {
    if (path === target.script.path) continue;
    const script = await scripts.get(path);
    if (script.isOk()) add(path, ...importsGone(script.value, uses.value, target.script));
  }
  const { owner, script } = target;
  const statement = owner.kind() === 'variable_declarator' ? (owner.parent() ?? owner) : owner;
  const exported = statement.parent()?.kind() === 'export_statement' ? statement.parent() : statement;
  add(script.path, { ...wholeSpan(script, exported ?? statement), pieces: [] });
  for (const [path, all] of replacements) {
    const changed = await scripts.get(path);
    if (changed.isErr()) return err(changed.error);
    work.draft.setText(path, withReplacements(changed.value.text, all));
  }
  return ok({
    confidence: 'likely',
    warnings: ['Types that the function declared are what its expression has instead.'],
  });
}

/** Refused where something calls it that is not seen, or has it with all of its file. */
async function checkOutside(
  work: Work,
  scripts: Scripts,
  { script, name, owner }: NamedFunction,
): Promise<Result<void, Failure>> {
  const refused = (why: string) => err(codeRefused(`"${name.text()}" cannot be inlined: ${why}.`));
  const declarators =
    owner
      .parent()
      ?.children()
      .filter((each) => each.kind() === 'variable_declarator') ?? [];
  if (owner.kind() === 'variable_declarator' && declarators.length !== 1) return refused('others are declared with it');
  const unseen = await unseenScripts(work);
  if (unseen.isErr()) return err(unseen.error);
  const elsewhere = await firstWith(scripts, unseen.value, name.text());
  if (elsewhere !== null) return refused(`"${elsewhere}" has that name too, and is in no project`);
  const unit = unitsOf(script).find(({ locals }) => locals.includes(name.text()));
  if (unit === undefined || unit.exported.length === 0 || !unit.asked.includes(spanOf(name).start))
    return ok(undefined);
  if (unit.spans.length > 1) return refused('it is declared more than once');
  if ((await packageRoots(work)).files.has(script.path)) return refused('its package exports it');
  const uses = await moduleUses(work, scripts, script.path);
  if (uses.isErr()) return err(uses.error);
  const whole = uses.value?.whole ?? uses.value?.stars[0] ?? null;
  return whole === null ? ok(undefined) : refused(`its file is reached as a whole at ${whole}`);
}

async function scriptOf(work: Work, scripts: Scripts, { path }: FileSpan): Promise<Result<Script, Failure>> {
  if (!isOwnScript(path) || !work.draft.has(path)) return err(codeRefused(`"${path}" uses it too.`));
  const script = await scripts.get(path);
  if (script.isErr()) return err(script.error);
  return isUnclear(script.value) ? err(codeRefused(`Not all of "${path}" can be read.`)) : ok(script.value);
}

function replacementFor(
  script: Script,
  use: FileSpan,
  target: NamedFunction,
  body: InlineBody,
): Result<Replacement | null, Failure> {
  const name = nodeAt(script, use.start);
  const place = placeOf(script, use.start);
  const declared = functionOf(script, name);
  if (declared !== null && spanOf(declared.name).start === spanOf(target.name).start && script === target.script)
    return ok(null);
  if (name.kind() === 'comment') return ok(null);
  const around = String(name.parent()?.kind());
  if (around === 'import_specifier' || around === 'import_clause') return ok(null);
  const call = callOf(name);
  if (call === null || name.parent()?.id() !== call.id())
    return err(codeRefused(`It is used other than by a call at ${place}.`));
  if (
    call.children().some((each) => /optional_chain|\?\./u.test(String(each.kind())) || each.kind() === 'type_arguments')
  ) {
    return err(codeRefused(`It is called with \`?.\` or types at ${place}.`));
  }
  const clash = clashAt(script, target.script, body);
  if (clash !== null) return err(codeRefused(`"${clash}" may mean something else at ${place}.`));
  return valuesOf(script, call, body).map((values) => ({
    ...spanOf(call),
    pieces: inPlaceOf(script, call, body, values),
  }));
}

/** A name of the function that may not be the same there. */
function clashAt(script: Script, own: Script, { names }: InlineBody): string | null {
  const bound = bindingsIn(script.root);
  const most = script === own ? 1 : 0;
  const clash = [...names].find((name) => bound.filter((each) => each === name).length > most);
  if (clash !== undefined) return clash;
  return script === own ? null : ([...names].find((name) => !GLOBALS.has(name)) ?? null);
}

/** What each parameter is there. Refused where something would happen more often, less often or in another order. */
function valuesOf(script: Script, call: SgNode, body: InlineBody): Result<Piece[][], Failure> {
  const place = placeOf(script, spanOf(call).start);
  return listOf(call.field('arguments')).andThen(({ items }): Result<Piece[][], Failure> => {
    if (items.some((each) => each.kind() === 'spread_element'))
      return err(codeRefused(`Arguments are spread at ${place}.`));
    if (items.length > body.parameters.length) return err(codeRefused(`It is called with more arguments at ${place}.`));
    const acting = items.filter((each) => !isPure(each));
    const once =
      acting.length === 1 && body.isPure && body.uses[items.findIndex((each) => !isPure(each))]?.length === 1;
    if (acting.length > 0 && !(once && !isConditional(body))) {
      return err(codeRefused(`An argument may do something, and would do it elsewhere or otherwise, at ${place}.`));
    }
    if (!items.every((each) => (isPure(each) ? isSteady(script, each, body) : isAlone(items)))) {
      return err(codeRefused(`An argument may be another by the time that it is needed at ${place}.`));
    }
    return ok(body.uses.map((uses, index) => pieceOf(items[index], uses)));
  });
}

/** Beside what does something, each argument has to be the same before and after. */
function isAlone(items: readonly SgNode[]): boolean {
  return items.every((each) => !isPure(each) || nodesOf(each, ['identifier', 'this']).length === 0);
}

function isConditional({ expression }: InlineBody): boolean {
  return /\?|&&|\|\|/u.test(expression.text());
}

const MADE_ANEW = ['object', 'array', 'arrow_function', 'function_expression', 'class', 'regex'];
const CHANGES = ['assignment_expression', 'augmented_assignment_expression', 'update_expression', 'for_in_statement'];

/** Whether it is the same at any time: made of what is never assigned again, and made once if it is an object. */
function isSteady({ root }: Script, value: SgNode, { uses, isPure: isQuiet }: InlineBody): boolean {
  if (nodesOf(value, MADE_ANEW).length > 0 && uses.some((each) => each.length > 1)) return false;
  if (isQuiet) return true;
  const names = new Set(nodesOf(value, ['identifier']).map((each) => each.text()));
  return !nodesOf(root, CHANGES).some((change) => {
    const changed = change.field('left') ?? change.field('argument');
    if (changed === null || /^(?:member|subscript)_expression$/u.test(String(changed.kind()))) return false;
    const targets = nodesOf(changed, ['identifier', 'shorthand_property_identifier_pattern']);
    return targets.some((name) => names.has(name.text()));
  });
}

const FREE = /^(?:return_statement|variable_declarator|parenthesized_expression|template_substitution)$/u;
const ATOMIC =
  /^(?:identifier|string|template_string|array|parenthesized_expression|true|false|null|undefined|this|member_expression|subscript_expression|call_expression)$/u;

function pieceOf(value: SgNode | undefined, uses: readonly SgNode[]): Piece[] {
  if (value === undefined) return ['undefined'];
  const isCount = value.kind() === 'number' && !uses.some((use) => use.parent()?.kind() === 'member_expression');
  return isCount || ATOMIC.test(String(value.kind())) ? [spanOf(value)] : ['(', spanOf(value), ')'];
}

function inPlaceOf({ text }: Script, call: SgNode, body: InlineBody, values: readonly Piece[][]): Piece[] {
  const pieces = filledBody(body, values);
  if (ATOMIC.test(String(body.expression.kind())) || isFree(call, body)) return pieces;
  const before = text.slice(0, spanOf(call).start).trimEnd();
  const parent = String(call.parent()?.kind());
  const isStart = parent === 'expression_statement' && before !== '' && !/[;{}]$/u.test(before);
  return [isStart ? ';(' : '(', ...pieces, ')'];
}

/** Whether nothing around the call can take a part of what comes in its place. */
function isFree(call: SgNode, { expression }: InlineBody): boolean {
  const parent = call.parent();
  if (expression.kind() === 'sequence_expression') return false;
  if (parent?.kind() !== 'arguments') return FREE.test(String(parent?.kind()));
  // As an argument of another call that is inlined, it comes to stand in an expression.
  return parent.parent()?.field('function')?.text() !== call.field('function')?.text();
}

/** The imports of what is inlined, of which nothing is left to import. */
function importsGone(script: Script, uses: readonly FileSpan[], from: Script): Replacement[] {
  const isInert = () => declaresOnly(from) && !from.root.children().some((each) => each.field('source') !== null);
  return unitsOf(script)
    .filter(
      ({ kind, asked }) =>
        kind === 'import' && uses.some(({ path, start }) => path === script.path && asked.includes(start)),
    )
    .flatMap(({ statement, spans }) =>
      statement === undefined ? [] : clauseSplices(script, statement, spans, isInert),
    )
    .map(({ start, end, newText }) => ({ start, end, pieces: [newText] }));
}
