import { err, invalidInput, ok, type InvalidInput, type Result } from '../kernel/index.js';
import type { Language } from './language.js';
import { languageSchema } from './language-schema.js';

type Issue = InvalidInput['issues'][number];

/**
 * `base` with `entries` added, such as those of a configuration file. An entry with the id of an earlier one changes what it
 * names and keeps the rest; of `limits` and `image`, too, it may name a part. `request/invalid` with the place of every problem
 * (`languages.1.run.argv.0`) when one does not fit, or when two languages would go by one name.
 */
export function extendLanguages(
  base: readonly Language[],
  entries: readonly unknown[],
): Result<readonly Language[], InvalidInput> {
  const byId = new Map(base.map((language) => [language.id, language]));
  const issues: Issue[] = [];
  const placeOf = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const parsed = languageSchema.safeParse(merged(byId, entry));
    if (!parsed.success) {
      issues.push(...parsed.error.issues.map(({ path, message }) => ({ path: placed(index, path), message })));
      continue;
    }
    byId.set(parsed.data.id, parsed.data);
    placeOf.set(parsed.data.id, index);
  }
  const languages = [...byId.values()];
  issues.push(...clashes(languages, placeOf));
  return issues.length === 0 ? ok(languages) : err(invalidInput(issues));
}

/** The entry over the one that it changes. */
function merged(byId: ReadonlyMap<string, Language>, entry: unknown): unknown {
  if (!isRecord(entry) || typeof entry['id'] !== 'string') return entry;
  const earlier = byId.get(entry['id']);
  if (earlier === undefined) return entry;
  // Another tier brings its own limits, unless the entry names some.
  const limits = entry['tier'] === undefined ? earlier.limits : {};
  return {
    ...earlier,
    ...entry,
    limits: over(limits, entry['limits']),
    ...(earlier.image === undefined ? {} : { image: over(earlier.image, entry['image']) }),
  };
}

function over(earlier: object, later: unknown): unknown {
  if (later === undefined) return earlier;
  return isRecord(later) ? { ...earlier, ...later } : later;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that two languages have, at the place of the entry that brought the second. */
function clashes(languages: readonly Language[], placeOf: ReadonlyMap<string, number>): readonly Issue[] {
  const owners = new Map(languages.map(({ id }) => [id, id]));
  const issues: Issue[] = [];
  const inOrder = [...languages].sort((one, other) => (placeOf.get(one.id) ?? -1) - (placeOf.get(other.id) ?? -1));
  for (const { id, aliases } of inOrder) {
    for (const [place, alias] of aliases.entries()) {
      const owner = owners.get(alias.toLowerCase());
      owners.set(alias.toLowerCase(), owner ?? id);
      if (owner === undefined || owner === id) continue;
      const path = placed(placeOf.get(id) ?? 0, ['aliases', place]);
      issues.push({ path, message: `expected a name that ${owner} does not have` });
    }
  }
  return issues;
}

function placed(index: number, path: readonly PropertyKey[]): string {
  return ['languages', index, ...path.map(String)].join('.');
}
