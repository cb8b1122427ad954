import { describe, expect, it } from 'vitest';
import { isSerializable, type Committed, type Step } from './history.js';

const get = (id: number): Step => ({ do: 'get', id });
const put = (id: number, value: string): Step => ({ do: 'put', id, value });
const scan: Step = { do: 'scan', id: 0, end: 9 };
const at = (began: number, ended: number, ...steps: readonly (readonly [Step, unknown])[]): Committed => ({
  steps: steps.map(([step]) => step),
  seen: steps.map(([, seen]) => seen),
  began,
  ended,
});
const state = (...entries: readonly (readonly [number, string])[]) => new Map(entries);

describe('the checker of histories', () => {
  it('accepts what happened one after the other, in either order while both are under way', () => {
    const first = at(0, 10, [get(1), null], [put(1, 'a'), null]);
    const second = at(1, 9, [get(1), 'a'], [put(1, 'b'), null]);
    expect(isSerializable([first, second], state([1, 'b']))).toBe(true);
    expect(isSerializable([second, first], state([1, 'b']))).toBe(true);
  });

  it('accepts transactions that have nothing to do with each other', () => {
    const history = [1, 2, 3, 4].map((id) => at(0, 10, [get(id), null], [put(id, 'x'), null]));
    expect(isSerializable(history, state([1, 'x'], [2, 'x'], [3, 'x'], [4, 'x']))).toBe(true);
  });

  it('rejects a lost update', () => {
    const history = ['a', 'b'].map((value) => at(0, 10, [get(1), null], [put(1, value), null]));
    expect(isSerializable(history, state([1, 'b']))).toBe(false);
  });

  it('rejects write skew', () => {
    const history = [1, 2].map((id) => at(0, 10, [get(1), null], [get(2), null], [put(id, 'x'), null]));
    expect(isSerializable(history, state([1, 'x'], [2, 'x']))).toBe(false);
  });

  it('rejects a phantom', () => {
    const history = [1, 2].map((id) => at(0, 10, [scan, []], [put(id, 'x'), null]));
    expect(isSerializable(history, state([1, 'x'], [2, 'x']))).toBe(false);
  });

  it('rejects a read of two states', () => {
    const writer = at(0, 10, [put(1, 'a'), null], [put(2, 'a'), null]);
    const reader = at(0, 10, [get(1), 'a'], [get(2), null]);
    expect(isSerializable([writer, reader], state([1, 'a'], [2, 'a']))).toBe(false);
  });

  it('rejects a read of what had been replaced before it began', () => {
    const writer = at(0, 1, [put(1, 'a'), null]);
    expect(isSerializable([writer, at(2, 3, [get(1), null])], state([1, 'a']))).toBe(false);
    expect(isSerializable([writer, at(0, 3, [get(1), null])], state([1, 'a']))).toBe(true);
  });

  it('rejects a write that is not there in the end, and one that nobody made', () => {
    expect(isSerializable([at(0, 1, [put(1, 'a'), null])], state())).toBe(false);
    expect(isSerializable([], state([1, 'a']))).toBe(false);
  });
});
