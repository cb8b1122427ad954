import type { SgNode } from '@ast-grep/napi';
import { codeRefused, type CodeEngineError, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { hasWord, type Failure, type Outcome, type Work, type Working } from '../work.js';
import { callOf, functionAt, functionOf, listOf, parameterName, withItems, type NamedFunction } from './functions.js';
import { withReplacements, type Replacement } from './nested-edits.js';
import { packageRoots } from './package-roots.js';
import { isPure } from './purity.js';
import { firstWith, referencesAt, unseenScripts } from './references.js';
import {
  isOwnScript,
  isUnclear,
  nodeAt,
  nodesOf,
  placeOf,
  Scripts,
  spanOf,
  type FileSpan,
  type Script,
  type Span,
} from './script-file.js';

type Asked = Extract<Refactoring, { type: 'change-signature' }>;

/** What becomes of each call and declaration: by where each parameter that stays is now. */
interface Change {
  readonly names: readonly string[];
  readonly order: readonly number[];
  readonly warnings: Set<string>;
}

/** Parameters that go, and those that stay in another order, wherever the function is declared and called. */
export async function changeSignature(work: Work, { path, position, parameters }: Asked): Working {
  const scripts = new Scripts(work);
  const found = await functionAt(work, scripts, path, position);
  if (found.isErr()) return err(found.error);
  if (found.value === null) return err(codeRefused('No function has its name there.'));
  const target = found.value;
  const change = changeOf(target, parameters);
  if (change.isErr()) return err(change.error);
  const unseen = await unseenScripts(work);
  if (unseen.isErr()) return err(unseen.error);
  const elsewhere = await firstWith(scripts, unseen.value, target.name.text());
  if (elsewhere !== null) return err(codeRefused(`"${elsewhere}" has that name too, and is in no project.`));
  const uses = await referencesAt(work, target.script, spanOf(target.name).start);
  if (uses.isErr()) return err(uses.error);
  const drafted = await draftUses(work, scripts, uses.value, change.value);
  if (drafted.isErr()) return err(drafted.error);
  return ok(await outcomeOf(work, target, change.value));
}

async function outcomeOf(work: Work, { script, owner }: NamedFunction, { warnings }: Change): Promise<Outcome> {
  if (!/function|variable/u.test(String(owner.kind()))) {
    warnings.add('Calls through types that look like it, without being declared as it, are not seen.');
  }
  const roots = await packageRoots(work);
  if (roots.files.has(script.path)) warnings.add('Who uses the package from outside calls it as before.');
  return { confidence: warnings.size === 0 ? 'exact' : 'likely', warnings: [...warnings] };
}

function changeOf(target: NamedFunction, wanted: readonly string[]): Result<Change, CodeEngineError> {
  if (target.name.text() === 'constructor') return err(codeRefused('Constructors are not changed.'));
  const names = parametersOf(target);
  if (names.isErr()) return err(names.error);
  const order = wanted.map((name) => names.value.indexOf(name));
  const unknown = wanted.find((_, index) => order[index] === -1);
  if (unknown !== undefined) return err(codeRefused(`It has no parameter "${unknown}".`));
  if (new Set(wanted).size < wanted.length) return err(codeRefused('Each parameter is named once.'));
  if (wanted.join() === names.value.join()) return err(codeRefused('It has these parameters already.'));
  return ok({ names: names.value, order, warnings: new Set() });
}

function parametersOf({ node, script }: NamedFunction): Result<string[], CodeEngineError> {
  const place = placeOf(script, spanOf(node).start);
  const single = node.field('parameter');
  const items = single === null ? (node.field('parameters')?.children() ?? []) : [single];
  const names = items.filter((each) => each.isNamed() && each.kind() !== 'comment').map(parameterName);
  return names.every((name) => name !== null)
    ? ok(names)
    : err(codeRefused(`A parameter at ${place} is a pattern or \`this\`, and has no name to go by.`));
}

async function draftUses(
  work: Work,
  scripts: Scripts,
  uses: readonly FileSpan[],
  change: Change,
): Promise<Result<void, Failure>> {
  const replacements = new Map<string, Replacement[]>();
  for (const use of uses) {
    if (!isOwnScript(use.path) || !work.draft.has(use.path)) {
      return err(codeRefused(`"${use.path}" declares or uses it too, and is none of the session's own scripts.`));
    }
    const script = await scripts.get(use.path);
    if (script.isErr()) return err(script.error);
    if (isUnclear(script.value)) return err(codeRefused(`Not all of "${use.path}" can be read.`));
    const replacement = replacementFor(script.value, use, change);
    if (replacement.isErr()) return err(replacement.error);
    if (replacement.value !== null)
      replacements.set(use.path, [...(replacements.get(use.path) ?? []), replacement.value]);
  }
  for (const [path, all] of replacements) {
    const script = await scripts.get(path);
    if (script.isErr()) return err(script.error);
    work.draft.setText(path, withReplacements(script.value.text, all));
  }
  return ok(undefined);
}

const NAMING = new Set(['import_specifier', 'export_specifier', 'import_clause']);

function replacementFor(script: Script, use: Span, change: Change): Result<Replacement | null, Failure> {
  const name = nodeAt(script, use.start);
  const kind = String(name.kind());
  if (kind === 'comment' || kind === 'default' || kind === 'export') return ok(null);
  const parent = name.parent();
  if (NAMING.has(String(parent?.kind())) || parent?.kind() === 'export_statement') return ok(null);
  const declared = functionOf(script, name);
  if (declared !== null) return declarationFor(declared, change);
  const call = callOf(name);
  if (call !== null) return callFor(script, call, change);
  return err(codeRefused(`It is used other than by a call at ${placeOf(script, use.start)}.`));
}

function declarationFor(declared: NamedFunction, change: Change): Result<Replacement | null, Failure> {
  const { script, node, owner } = declared;
  const place = placeOf(script, spanOf(node).start);
  const names = parametersOf(declared);
  if (names.isErr()) return err(names.error);
  if (names.value.join() !== change.names.join())
    return err(codeRefused(`It is declared with other parameters at ${place}.`));
  if (owner.id() !== node.id() && owner.field('type') !== null) {
    return err(codeRefused(`A type of its own says what parameters it has at ${place}.`));
  }
  const list = node.field('parameters');
  const single = node.field('parameter');
  const gone = change.names.filter((_, index) => !change.order.includes(index));
  const used = gone.find((each) => isUsed(node, each));
  if (used !== undefined) return err(codeRefused(`"${used}" is used at ${place}.`));
  if (hasWord(node.field('body')?.text() ?? '', 'arguments'))
    return err(codeRefused(`It takes \`arguments\` at ${place}.`));
  if (single !== null) return ok({ ...spanOf(single), pieces: ['()'] });
  return listOf(list).andThen((parameters) => {
    const kept = change.order.flatMap((index) => parameters.items[index] ?? []);
    if (!isOrdered(kept))
      return err(codeRefused(`A parameter that must be given would follow one that need not at ${place}.`));
    return ok({ ...spanOf(parameters.node), pieces: withItems(script.text, parameters, kept.map(spanOf)) });
  });
}

/** Its name is in the function besides where it is declared; other things of the same name count too. */
function isUsed(node: SgNode, name: string): boolean {
  return (
    nodesOf(node, ['identifier', 'shorthand_property_identifier']).filter((each) => each.text() === name).length > 1
  );
}

/** What must be given comes first, and the rest last. */
function isOrdered(parameters: readonly SgNode[]): boolean {
  const ranks = parameters.map((each) => {
    if (/^\.\.\./u.test(each.text())) return 2;
    return each.kind() === 'optional_parameter' ? 1 : each.children().some((part) => part.kind() === '=') ? null : 0;
  });
  const known = ranks.filter((rank) => rank !== null);
  const isRestLast = ranks.every((rank, index) => rank !== 2 || index === ranks.length - 1);
  return isRestLast && known.every((rank, index) => index === 0 || rank >= (known[index - 1] ?? 0));
}

function callFor(script: Script, call: SgNode, change: Change): Result<Replacement | null, Failure> {
  const { names, order, warnings } = change;
  const place = placeOf(script, spanOf(call).start);
  return listOf(call.field('arguments')).andThen((given): Result<Replacement | null, Failure> => {
    const { items } = given;
    if (items.some((each) => each.kind() === 'spread_element'))
      return err(codeRefused(`Arguments are spread at ${place}.`));
    if (items.length > names.length) return err(codeRefused(`It is called with more arguments at ${place}.`));
    const gone = items.filter((_, index) => !order.includes(index));
    if (!gone.every(isPure)) return err(codeRefused(`An argument that would go may do something at ${place}.`));
    const moved = order.map((index) => items[index]);
    while (moved.length > 0 && moved.at(-1) === undefined) moved.pop();
    const isOtherOrder = moved.some(
      (each, index) =>
        each !== undefined &&
        moved.slice(0, index).some((before) => before !== undefined && spanOf(before).start > spanOf(each).start),
    );
    const acting = items.filter((each) => !isPure(each));
    if (isOtherOrder && acting.length > 0 && moved.length > 1) {
      warnings.add(`Arguments that may do something are evaluated in another order at ${place}.`);
    }
    const pieces = withItems(
      script.text,
      given,
      moved.map((each) => (each === undefined ? 'undefined' : spanOf(each))),
    );
    return ok({ ...spanOf(given.node), pieces });
  });
}
