import type { SgNode } from '@ast-grep/napi';
import { codeRefused, codeTooLarge, type Refactoring } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { isAtOrBelow } from '../files-of-session.js';
import type { Failure, Outcome, Work, Working } from '../work.js';
import { declaresOnly, withoutDead } from './dead-edits.js';
import { DeadUnits, type Dead } from './dead-units.js';
import { moduleUses, type ModuleUses } from './module-uses.js';
import { packageRoots, type PackageRoots } from './package-roots.js';
import { unseenScripts } from './references.js';
import { isOwnScript, isUnclear, placeOf, Scripts, spanOf, type Script } from './script-file.js';
import { unitsOf, type Unit } from './units.js';

type Asked = Extract<Refactoring, { type: 'remove-dead-code' }>;

const MAX_SCRIPTS = 5_000;
const MAX_NAMED = 20;

/** Exports that nothing uses, and what only they used; what its own file uses stays there and is not exported. */
export async function removeDeadCode(work: Work, asked: Asked): Working {
  const scripts = new Scripts(work);
  const found = await surroundings(work, scripts, asked);
  if (found.isErr()) return err(found.error);
  const { all, units, uses, roots, kept } = found.value;
  const mayRemove = (unit: Unit) =>
    isAsked(asked, unit.path) && !roots.files.has(unit.path) && keptBecause(kept, unit) === null;
  const about = { units, uses, roots: roots.files, mayRemove };
  const dead = await new DeadUnits(work, scripts, about).find();
  if (dead.isErr()) return err(dead.error);
  const { removed, unexported } = dead.value;
  if (removed.size + unexported.size === 0) return err(codeRefused(nothingDead(dead.value, all)));
  const targets = targetsOf(uses);
  for (const script of all.values()) {
    const isInert = (statement: SgNode) => isInertImport({ all, targets, statement, script });
    const text = withoutDead(script, dead.value, isInert);
    if (text !== null) work.draft.setText(script.path, asModule(script, text));
  }
  return ok(outcomeOf(found.value, dead.value, asked));
}

interface Found {
  readonly all: ReadonlyMap<string, Script>;
  readonly units: readonly Unit[];
  readonly uses: ReadonlyMap<string, ModuleUses>;
  readonly roots: PackageRoots;
  readonly kept: Kept;
}

/** Names that are used in ways that the server does not see, and where. */
interface Kept {
  readonly strings: ReadonlyMap<string, string>;
  readonly unseen: readonly Script[];
}

async function surroundings(work: Work, scripts: Scripts, asked: Asked): Promise<Result<Found, Failure>> {
  const paths = work.files.paths.filter(isOwnScript);
  if (paths.length > MAX_SCRIPTS) return err(codeTooLarge(`There are more than ${MAX_SCRIPTS} scripts to look at.`));
  const roots = await rootsOf(work, asked, paths);
  if (roots.isErr()) return err(roots.error);
  const unseen = await unseenScripts(work);
  if (unseen.isErr()) return err(unseen.error);
  const all = new Map<string, Script>();
  const uses = new Map<string, ModuleUses>();
  for (const path of paths) {
    const script = await scripts.get(path);
    if (script.isErr()) continue;
    all.set(path, script.value);
    const used = unseen.value.includes(path) ? ok(null) : await moduleUses(work, scripts, path);
    if (used.isErr()) return err(used.error);
    if (used.value !== null) uses.set(path, used.value);
  }
  const units = [...all.values()].filter(isClear).flatMap(unitsOf);
  const kept = {
    strings: wordsInStrings([...all.values()]),
    unseen: unseen.value.flatMap((path) => all.get(path) ?? []),
  };
  return ok({ all, units, uses, roots: roots.value, kept });
}

async function rootsOf(
  work: Work,
  { roots = [] }: Asked,
  paths: readonly string[],
): Promise<Result<PackageRoots, Failure>> {
  const entries = await packageRoots(work);
  if (roots.length === 0 && entries.missing.length > 0) {
    const named = entries.missing.slice(0, MAX_NAMED).join(', ');
    return err(codeRefused(`Give the sources of these entries as \`roots\`, which are no scripts here: ${named}.`));
  }
  const given = paths.filter((path) => roots.some((root) => isAtOrBelow(path, root.replace(/\/$/u, ''))));
  return ok({ files: new Set([...entries.files, ...given]), missing: entries.missing });
}

function isAsked({ paths }: Asked, path: string): boolean {
  return paths === undefined || paths.some((at) => isAtOrBelow(path, at.replace(/\/$/u, '')));
}

/** Declarations for others are no code that is dead; neither is what the grammar does not read or what exports as `export =`. */
function isClear(script: Script): boolean {
  if (/\.d\.[cm]?ts$/u.test(script.path) || isUnclear(script)) return false;
  return !/^\s*export\s*(?:=|as\s+namespace)/mu.test(script.text);
}

/** The words of strings that look like names rather than sentences, and where they are first. */
function wordsInStrings(scripts: readonly Script[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const script of scripts) {
    const strings = script.root.findAll({ rule: { any: [{ kind: 'string' }, { kind: 'template_string' }] } });
    for (const string of strings) {
      const text = string.text().slice(1, -1);
      const parent = String(string.parent()?.kind());
      if (parent === 'import_statement' || parent === 'export_statement' || !/^[\p{L}\p{N}_$.#:/[\]-]+$/u.test(text))
        continue;
      if (/^\.{1,2}\//u.test(text)) continue;
      for (const word of text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []) {
        if (!words.has(word)) words.set(word, placeOf(script, spanOf(string).start));
      }
    }
  }
  return words;
}

function keptBecause({ strings, unseen }: Kept, { exported, locals }: Unit): string | null {
  for (const name of exported.concat(locals)) {
    if (name === 'default') continue;
    const place =
      strings.get(name) ?? unseen.find(({ text }) => new Set(text.match(/[\p{L}\p{N}_$]+/gu)).has(name))?.path;
    if (place !== undefined) return `"${name}" (${place})`;
  }
  return null;
}

/** What each place that names a module names. */
function targetsOf(uses: ReadonlyMap<string, ModuleUses>): Map<string, string> {
  const targets = new Map<string, string>();
  for (const [target, { imports }] of uses) {
    for (const { path, start } of imports) targets.set(`${start} ${path}`, target);
  }
  return targets;
}

interface Import {
  readonly all: ReadonlyMap<string, Script>;
  readonly targets: ReadonlyMap<string, string>;
  readonly statement: SgNode;
  readonly script: Script;
}

/** Whether nothing happens by it but that names are there: its file, and what that imports, only declares. */
function isInertImport({ all, targets, statement, script }: Import, seen = new Set<string>()): boolean {
  if (statement.kind() === 'import_statement' && isOfTypes(statement, script)) return true;
  const source = statement.field('source');
  if (source === null) return true;
  const target = targets.get(`${spanOf(source).start + 1} ${script.path}`);
  const file = target === undefined ? undefined : all.get(target);
  if (file === undefined) return false;
  if (seen.has(file.path)) return true;
  seen.add(file.path);
  return (
    declaresOnly(file) &&
    file.root
      .children()
      .filter((each) => each.field('source') !== null)
      .every((each) => isInertImport({ all, targets, statement: each, script: file }, seen))
  );
}

/** Whether its names are nowhere but in types: then it is none when the file is run. */
function isOfTypes(statement: SgNode, { root }: Script): boolean {
  const names = new Set(statement.findAll({ rule: { kind: 'identifier' } }).map((each) => each.text()));
  const { start, end } = spanOf(statement);
  const isOutside = (node: SgNode) => spanOf(node).start < start || spanOf(node).end > end;
  const values = root.findAll({ rule: { any: [{ kind: 'identifier' }, { kind: 'shorthand_property_identifier' }] } });
  return names.size > 0 && !values.some((each) => names.has(each.text()) && isOutside(each));
}

/** A module that has neither imports nor exports any more is one still. */
function asModule(script: Script, text: string): string {
  if (/^\s*(?:import|export)\b/mu.test(text)) return text;
  const end = script.text.includes('\r\n') ? '\r\n' : '\n';
  return `${text}${text === '' || text.endsWith('\n') ? '' : end}export {};${end}`;
}

function nothingDead({ acting, isCut }: Dead, all: ReadonlyMap<string, Script>): string {
  const why = acting.size === 0 ? '' : ` ${actingWarning(acting, all)}`;
  return `Nothing there is dead.${why}${isCut ? ' Not every export was asked about.' : ''}`;
}

function actingWarning(acting: ReadonlySet<Unit>, all: ReadonlyMap<string, Script>): string {
  return `Nothing uses these, but they may do something when their files are run, so they stay: ${listed(acting, all)}.`;
}

function listed(units: Iterable<Unit>, all: ReadonlyMap<string, Script>): string {
  const places = [...units].map((unit) => {
    const script = all.get(unit.path);
    const name = unit.locals[0] ?? unit.exported[0] ?? '';
    return `"${name}" (${script === undefined ? unit.path : placeOf(script, unit.asked[0] ?? 0)})`;
  });
  return few(places);
}

function few(places: readonly string[]): string {
  const rest = places.length - MAX_NAMED;
  return places.slice(0, MAX_NAMED).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}

function outcomeOf({ all, units, uses, roots, kept }: Found, dead: Dead, asked: Asked): Outcome {
  const warnings = ['What only programs, templates or tools outside of these projects use is not seen.'];
  if (dead.unexported.size > 0) {
    warnings.push(
      'Where declarations are emitted, types that are exported no more may be missing in those of other files.',
    );
  }
  if (dead.acting.size > 0) warnings.push(actingWarning(dead.acting, all));
  const inStrings = units.filter(
    ({ path, exported }) => exported.length > 0 && isAsked(asked, path) && !roots.files.has(path),
  );
  const names = new Set(
    inStrings.filter((unit) => !isNamedElsewhere(uses, unit)).flatMap((unit) => keptBecause(kept, unit) ?? []),
  );
  if (names.size > 0)
    warnings.push(`Strings, or files of no project, have these names, so they stay: ${few([...names])}.`);
  const whole = [...uses].flatMap(([path, { whole: at }]) =>
    at === null || !isAsked(asked, path) ? [] : [`${path} (${at})`],
  );
  if (whole.length > 0)
    warnings.push(`What these files export stays, since they are reached as a whole: ${few(whole)}.`);
  if (roots.missing.length > 0) warnings.push(`These entries are no scripts here: ${few(roots.missing)}.`);
  if (dead.isCut) warnings.push('There are more exports than are asked about at once; do it again for the rest.');
  return { confidence: 'likely', warnings };
}

function isNamedElsewhere(uses: ReadonlyMap<string, ModuleUses>, { path, exported }: Unit): boolean {
  const used = uses.get(path);
  return used !== undefined && (used.stars.length > 0 || used.named.some(({ name }) => exported.includes(name)));
}
