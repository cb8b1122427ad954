import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ecosystems } from './built-in-ecosystems.js';
import type { FrameworkRule } from './framework-rule.js';
import { frameworkRules } from './framework-rules.js';
import { detectFrameworks } from './index.js';
import { resolveOptions } from './manifest-paths.js';

const DOCS = new URL('../../../../docs/frameworks.md', import.meta.url);
const TABLE = /(?<=<!-- frameworks -->\n).*(?=<!-- \/frameworks -->)/s;

const HEAD = ['id', 'framework', 'manifests', 'told by', 'surer with', 'ports'];

/** The table as Prettier lays it out. */
function table(): string {
  const rows = frameworkRules.map((rule) => [
    ...[code([rule.id]), rule.name, code(manifestsOf(rule)), toldBy(rule)],
    ...[code(rule.files ?? []), code(rule.ports.map(String))],
  ]);
  const widths = HEAD.map((_title, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const rule = line(
    HEAD.map(() => ''),
    '-',
  );
  return `\n${[line(HEAD), rule, ...rows.map((row) => line(row))].join('\n')}\n\n`;
}

function code(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(' ');
}

function manifestsOf(rule: FrameworkRule): readonly string[] {
  return ecosystems.filter(({ id }) => rule.ecosystems.includes(id)).flatMap(({ manifests }) => Object.keys(manifests));
}

function toldBy({ anyDependency, allDependencies, anyFact, plain }: FrameworkRule): string {
  const any = [...(anyDependency ?? []), ...(anyFact ?? [])].map((word) => code([word])).join(' or ');
  const all = (allDependencies ?? []).map((word) => code([word])).join(' and ');
  const told = [any, all].filter((words) => words !== '').join(', ');
  return plain === true ? `no other${told === '' ? '' : `, and ${told}`}` : told;
}

it('the documented frameworks are those of the rules', () => {
  const docs = readFileSync(DOCS, 'utf8');
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      DOCS,
      docs.replace(TABLE, () => table()),
    );

  expect(readFileSync(DOCS, 'utf8').match(TABLE)?.[0]).toBe(table());
});

it('the documented answer is the one that the documented files get', () => {
  const docs = readFileSync(DOCS, 'utf8');
  const files = new Map(
    [...docs.matchAll(/^  '([^']+)': '([^']*)',$/gm)].map(([, path = '', text = '']) => [path, text]),
  );

  const [best] = detectFrameworks({ paths: [...files.keys()], read: (path) => files.get(path) });

  expect(files.size).toBe(3);
  expect(best).toEqual(JSON.parse(/```json\n(.*?)```/s.exec(docs)?.[1] ?? ''));
});

it('the documented limits are the ones in force', () => {
  const docs = readFileSync(DOCS, 'utf8');
  const documented = [...docs.matchAll(/^\| `(max\w+)` +\| (\d+)/gm)].map(([, name = '', value]) => [
    name,
    Number(value),
  ]);

  expect(Object.fromEntries(documented)).toEqual(resolveOptions({}));
});
