import type { ManifestReader } from './manifest-reader.js';
import { tomlLines } from './toml-lines.js';

export const readCargoToml: ManifestReader = (text) => {
  const toml = tomlLines(text);
  if (toml === null) return null;
  const kinds = ['package', 'workspace', 'lib', 'bin'].filter((table) => toml.tables.includes(table));
  if (!kinds.includes('package') && !kinds.includes('workspace')) return null;
  return {
    dependencies: dependenciesIn(toml, 'dependencies'),
    developmentDependencies: dependenciesIn(toml, 'dev-dependencies'),
    facts: kinds,
  };
};

/** Of `[dependencies]`, `[dependencies.NAME]` and both under `[target.CONDITION]`; those of a workspace are no crate's own. */
function dependenciesIn(toml: NonNullable<ReturnType<typeof tomlLines>>, kind: string): readonly string[] {
  const isOwn = (table: string) => table === kind || (table.startsWith('target.') && table.endsWith(`.${kind}`));
  const keys = toml.entries.filter(({ table }) => isOwn(table)).map(({ key }) => key.split('.', 1)[0] ?? key);
  const named = toml.tables
    .map((table) => ({ table, at: table.lastIndexOf('.') }))
    .filter(({ table, at }) => at > 0 && isOwn(table.slice(0, at)))
    .map(({ table, at }) => table.slice(at + 1));
  return [...keys, ...named];
}
