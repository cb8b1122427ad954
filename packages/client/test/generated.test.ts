import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { generatedSources } from './generated-sources.js';

const sources = await generatedSources();

it.each(Object.entries(sources))('src/generated/%s is what the server says of itself', async (name, text) => {
  const path = new URL(`../src/generated/${name}`, import.meta.url).pathname;
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (process.env['UPDATE_TYPES'] === '1') writeFileSync(path, formatted);
  expect(readFileSync(path, 'utf8')).toBe(formatted);
});
