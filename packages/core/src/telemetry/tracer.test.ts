import { expect, it } from 'vitest';
import { noopTracer } from './tracer.js';

it('noopTracer gives what the work gives', async () => {
  expect(await noopTracer.span('work', { sessionId: 'ses_1' }, () => Promise.resolve(42))).toBe(42);
});

it('noopTracer fails as the work fails', async () => {
  const failure = new Error('no');

  await expect(noopTracer.span('work', {}, () => Promise.reject(failure))).rejects.toBe(failure);
});
