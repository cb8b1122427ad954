import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { expectOk } from '@carrel/conformance';
import { describe, expect, it } from 'vitest';
import { agentBinary } from '../src/index.js';

const { path } = await expectOk(agentBinary());
const NOBODY = { uid: 65_534, gid: 65_534 };

function run(args: readonly string[]) {
  // What has no rights changes no network, whoever runs the tests.
  const user = process.getuid?.() === 0 ? NOBODY : {};
  return spawnSync(path, args, { encoding: 'utf8', ...user });
}

describe('carrel-agent guard', () => {
  it.each([
    ['a word alone', ['--block']],
    ['another word', ['--open', '10.0.0.0/8']],
    ['no length', ['--block', '10.0.0.0']],
    ['too long a length', ['--block', '10.0.0.0/33']],
    ['a length that is no number', ['--block', '10.0.0.0/8x']],
    ['no address', ['--allow', '10.0.0/8']],
    ['IPv6', ['--allow', '::/0']],
    ['more than it takes', Array.from({ length: 514 }, (_, at) => (at % 2 === 0 ? '--block' : '10.0.0.1/32'))],
  ])('ends with 2 for %s', (_, words) => {
    expect(run(['guard', ...words])).toMatchObject({ status: 2, stderr: expect.stringContaining('IPv4') as string });
  });

  it('ends with 1 and says why where it may not', () => {
    const { status, stderr } = run(['guard', '--block', '10.0.0.0/8', '--allow', '10.1.0.0/16']);

    expect([status, stderr]).toEqual([1, 'carrel-agent: guard: Operation not permitted\n']);
  });
});

it('carrel-agent addresses writes every IPv4 address of its network', () => {
  const { status, stdout } = run(['addresses']);
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const expected = all.filter(({ family }) => family === 'IPv4').map(({ address }) => address);

  expect(status).toBe(0);
  expect(stdout.endsWith('end\n')).toBe(true);
  expect(stdout.split('\n').slice(0, -2)).toEqual(expect.arrayContaining(expected));
});
