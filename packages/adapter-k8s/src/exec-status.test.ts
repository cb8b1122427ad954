import { describe, expect, it } from 'vitest';
import { readExecEnd } from './exec-status.js';

describe('readExecEnd', () => {
  it('reads the code of a program', () => {
    expect(readExecEnd('{"metadata":{},"status":"Success"}')).toEqual({ type: 'exited', code: 0 });
    const failure = {
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '42' }] },
    };
    expect(readExecEnd(JSON.stringify(failure))).toEqual({ type: 'exited', code: 42 });
  });

  it('tells a program that was not run from one that failed', () => {
    const refused = { status: 'Failure', reason: 'InternalError', message: 'no such container' };
    expect(readExecEnd(JSON.stringify(refused))).toEqual({
      ...{ type: 'failed', reason: 'InternalError', message: 'no such container' },
    });
  });

  it('never takes what it does not understand for a good end', () => {
    const texts = ['oops', '[]', 'null', '1', '{}', '{"status":"Failure","reason":"NonZeroExitCode"}'];
    for (const text of texts) expect(readExecEnd(text).type).toBe('failed');
    const odd = {
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: 'x' }] },
    };
    expect(readExecEnd(JSON.stringify(odd)).type).toBe('failed');
  });
});
