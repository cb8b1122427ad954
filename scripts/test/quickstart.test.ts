import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NODE_MAJORS } from '../release/nodes.mjs';
import { commandsOf } from '../release/quickstart.mjs';

it('the commands that are followed are those that begin in an empty folder', () => {
  const readme = '# One\n\n```\nnpm run build\n```\n\n```\nnpm init --yes\nnpm install one\nnode main.mjs\n```\n';

  expect(commandsOf(readme)).toEqual(['npm init --yes', 'npm install one', 'node main.mjs']);
  expect(() => commandsOf('```\nnode main.mjs\n```\n')).toThrow('installs nothing');
});

it('what is published is tried on each major version of Node that it is for', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };
  const majors = [...engines.node.matchAll(/(\d+)(?:\.\d+)*/g)].map(([, major]) => Number(major));

  expect(NODE_MAJORS).toEqual(majors);
});
