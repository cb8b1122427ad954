import { linesOf } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';
import { tomlLines } from './toml-lines.js';

/** The name at the start of a requirement, as the index of packages compares names. */
export function packageName(requirement: string): string | undefined {
  const name = /^[A-Za-z0-9][A-Za-z0-9._-]*/.exec(requirement)?.[0];
  return name?.toLowerCase().replace(/[._-]+/g, '-');
}

/** Options and addresses are passed over. A text that has lines and no requirement among them is no list of requirements. */
export const readRequirements: ManifestReader = (text) => {
  const lines = linesOf(text, '#');
  const requirements = lines.filter((line) => /^[A-Za-z0-9][\w.-]*\s*(?:$|[\s[(=<>!~;@,#])/.test(line));
  const options = lines.filter((line) => line.startsWith('-') || line.includes('://'));
  if (lines.length > 0 && requirements.length + options.length === 0) return null;
  return { dependencies: requirements.flatMap((line) => packageName(line) ?? []) };
};

export const readPipfile: ManifestReader = (text) => {
  const toml = tomlLines(text);
  if (toml === null) return null;
  const keysOf = (name: string) =>
    toml.entries.filter(({ table }) => table === name).flatMap(({ key }) => packageName(key) ?? []);
  return {
    dependencies: keysOf('packages'),
    developmentDependencies: keysOf('dev-packages'),
    facts: ['tool:pipenv'],
  };
};

/** It is a program; what it depends on stands in quotes after `install_requires`, up to the bracket. */
export const readSetupPy: ManifestReader = (text) => {
  if (!text.includes('setup')) return null;
  const at = text.indexOf('install_requires');
  const list = at < 0 ? '' : text.slice(at, endOf(text, at));
  const quoted = [...list.matchAll(/["']([A-Za-z0-9][^"'\n]*)["']/g)].map((match) => match[1] ?? '');
  return { dependencies: quoted.flatMap((name) => packageName(name) ?? []), facts: ['package'] };
};

function endOf(text: string, from: number): number {
  const end = text.indexOf(']', from);
  return end < 0 ? text.length : end;
}
