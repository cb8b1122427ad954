import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { secretKeys } from './config-schema.js';
import { configKeys, configSchema, variableOf } from './index.js';

const DOCUMENT = new URL('../../../../docs/configuration.md', import.meta.url);

const INTRODUCTION = `# Configuration

Every value has a default. A TOML file (\`carrel serve --config FILE\`) changes it, a variable of the environment outweighs the
file, and a flag of the command line outweighs both. A key \`table.name\` is \`name\` in the table \`[table]\` of the file. Lists are
separated by commas in a variable. \`carrel config print\` shows what holds, and where each value came from.

| key | variable | default | what it does |
|---|---|---|---|
`;

function render(): string {
  const rows = configKeys.map((key) => {
    const schema = configSchema.shape[key];
    const value = JSON.stringify(schema.parse(undefined));
    const secrecy = secretKeys.has(key) ? ' Never shown.' : '';
    return `| \`${key}\` | \`${variableOf(key)}\` | \`${value}\` | ${schema.description ?? ''}${secrecy} |\n`;
  });
  return INTRODUCTION + rows.join('');
}

it('docs/configuration.md says what the schema says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOCUMENT, render());

  expect(readFileSync(DOCUMENT, 'utf8')).toBe(render());
});
