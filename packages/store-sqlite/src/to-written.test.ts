import { describe, expect, it } from 'vitest';
import { toRecord, toWritten } from './sqlite-view.js';

describe('toWritten', () => {
  it('is the record as it would be read', () => {
    const json = JSON.stringify({ name: 'a', parts: [1, 2] });
    expect({ ...toWritten([3, json, null]) }).toEqual({ ...toRecord([3, json, null]) });
    expect('bytes' in toWritten([3, json, null])).toBe(false);
    expect({ ...toWritten([3, json, Buffer.from('abc')]) }).toEqual({ ...toRecord([3, json, Buffer.from('abc')]) });
  });

  it('shares nothing with who wrote it, and is one value however often it is looked at', () => {
    const bytes = Buffer.from('abc');
    const written = toWritten<{ name: string }>([1, '{"name":"a"}', bytes]);
    bytes.fill(0);
    expect(Buffer.from(written.bytes ?? []).toString()).toBe('abc');
    expect(written.value).toBe(written.value);
  });
});
