import { describe, expect, it } from 'vitest';
import { prettyLine } from './pretty-line.js';

describe('a line of the log', () => {
  it('is shown for a person', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2031-02-03T04:05:06.789Z',
      session: 'ses_1',
      why: 'a b',
      n: 3,
      msg: 'gone',
    });
    expect(prettyLine(`${line}\n`)).toBe('04:05:06.789 warn  gone session=ses_1 why="a b" n=3\n');
  });

  it.each(['not json\n', '7\n', 'null\n'])('%j that is none stays as it is', (line) => {
    expect(prettyLine(line)).toBe(line);
  });
});
