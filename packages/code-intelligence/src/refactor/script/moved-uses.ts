import type { SgNode } from '@ast-grep/napi';
import type { CodeRange } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { EXACT, hasWord, type Failure, type Outcome, type Work } from '../work.js';
import { importsOf, referencesAt, unseenScripts } from './references.js';
import { nodeAt, offsetOf, placeOf, Scripts, type FileSpan, type Script, type Span } from './script-file.js';
import { unitsOf } from './units.js';

const MAX_NAMED = 20;

/** What is to be said of a symbol that moves to another file: the places that do not follow, each by its line. */
export async function followers(work: Work, path: string, range: CodeRange): Promise<Result<Outcome, Failure>> {
  const scripts = new Scripts(work);
  const script = await scripts.get(path);
  if (script.isErr()) return err(script.error);
  const moved = { start: offsetOf(script.value, range.start), end: offsetOf(script.value, range.end) };
  const uses = await usesOf(work, script.value, moved);
  if (uses.isErr()) return err(uses.error);
  const imports = await importsOf(work, path);
  if (imports.isErr()) return err(imports.error);
  const unseen = await unseenScripts(work);
  if (unseen.isErr()) return err(unseen.error);
  const places = new Set<string>();
  for (const place of imports.value ?? []) {
    const other = await scripts.get(place.path);
    if (other.isErr()) continue;
    for (const left of leftBehind(other.value, place, uses.value)) places.add(left);
  }
  const names = unitsOf(script.value).filter(({ spans }) => spans.some((span) => overlap(span, moved)));
  for (const each of unseen.value) {
    const other = await scripts.get(each);
    if (other.isErr()) continue;
    if (names.some(({ locals }) => locals.some((name) => hasWord(other.value.text, name)))) places.add(each);
  }
  return ok(places.size === 0 ? EXACT : { confidence: 'likely', warnings: [warningOf([...places])] });
}

function warningOf(places: readonly string[]): string {
  const rest = places.length - MAX_NAMED;
  const named = places.slice(0, MAX_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `What has the module by "import()" or "require", or is in no project, does not follow: ${named}.`;
}

async function usesOf(work: Work, script: Script, moved: Span): Promise<Result<readonly FileSpan[], Failure>> {
  const all: FileSpan[] = [];
  for (const unit of unitsOf(script)) {
    if (unit.kind !== 'declaration' || !unit.spans.some((span) => overlap(span, moved))) continue;
    for (const offset of unit.asked) {
      const found = await referencesAt(work, script, offset);
      if (found.isErr()) return err(found.error);
      all.push(...found.value);
    }
  }
  return ok(all);
}

/** Where a file has the module by `import()` or `require`, and takes from it what moves; where it does so, if that is not seen. */
function leftBehind(script: Script, { path, start }: FileSpan, uses: readonly FileSpan[]): string[] {
  const statement = nodeAt(script, start).parent()?.parent();
  const isList = statement?.kind() === 'import_statement' || statement?.kind() === 'export_statement';
  if (isList && !/^import\b[^'"]*\brequire\b/u.test(statement.text())) return [];
  const namespaces = namespacesOf(script);
  const taken = uses.filter((use) => use.path === path && isTaken(nodeAt(script, use.start), namespaces));
  return taken.length > 0 ? taken.map((use) => placeOf(script, use.start)) : [placeOf(script, start)];
}

/** Whether it is taken out of an object, other than a name for a whole module: those follow. */
function isTaken(node: SgNode, namespaces: ReadonlySet<string>): boolean {
  const kind = String(node.kind());
  const object = node.parent()?.children()[0]?.text() ?? '';
  return (
    kind === 'shorthand_property_identifier_pattern' || (kind === 'property_identifier' && !namespaces.has(object))
  );
}

function namespacesOf({ root }: Script): Set<string> {
  const imports = root.findAll({ rule: { kind: 'namespace_import' } });
  return new Set(imports.flatMap((each) => each.find({ rule: { kind: 'identifier' } })?.text() ?? []));
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
