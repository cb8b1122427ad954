import { describe, expect, it } from 'vitest';
import { entityTag, matchesStrongly, matchesWeakly, parseTags } from './entity-tag.js';

describe('entity tags', () => {
  it('are written with quotes', () => {
    expect(entityTag(7)).toBe('"7"');
  });

  it.each([
    ['"7"', true, true],
    ['7', true, true],
    ['W/"7"', false, true],
    ['"6", "7"', true, true],
    ['"6"', false, false],
    ['*', true, true],
    [' * ', true, true],
    ['', false, false],
  ])('%s matches 7 strongly: %s, weakly: %s', (condition, strongly, weakly) => {
    expect(matchesStrongly(parseTags(condition), '7')).toBe(strongly);
    expect(matchesWeakly(parseTags(condition), '7')).toBe(weakly);
  });
});
