import { describe, expect, it } from 'vitest';
import { readCommandLine } from './command-line.js';

const options = {
  port: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

describe('a command line', () => {
  it('gives its options and words', () => {
    const read = readCommandLine(['--port', '80', 'a.db', '--quiet'], { options, words: ['FILE'] });
    expect(read._unsafeUnwrap()).toEqual({ values: { port: '80', quiet: true }, positionals: ['a.db'] });
  });

  it('with --help may lack words', () => {
    expect(readCommandLine(['-h'], { options, words: ['FILE'] }).isOk()).toBe(true);
  });

  it.each([
    [['--prot', '80'], "Unknown option '--prot'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [[], 'Missing: FILE'],
    [['a', 'b'], 'Unexpected: b'],
  ])('%j is refused', (args, message) => {
    const read = readCommandLine(args, { options, words: ['FILE'] });
    expect(read._unsafeUnwrapErr()).toEqual({ type: 'cli/usage', message, retryable: false });
  });
});
