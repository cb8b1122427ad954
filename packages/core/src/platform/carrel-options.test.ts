import { describe, expect, it } from 'vitest';
import { createCarrel, type CarrelOptions } from '../index.js';
import { CarrelException } from '../kernel/index.js';
import { memoryRuntime, memoryStore } from '../memory/index.js';

/** What is wrong with the options, as `createCarrel` says it. */
async function wrongWith(options: object): Promise<unknown> {
  try {
    const carrel = await createCarrel(options as CarrelOptions);
    await carrel.dispose();
  } catch (error) {
    if (!(error instanceof CarrelException)) throw error;
    return error.error;
  }
  throw new Error('nothing is wrong');
}

const whole = () => ({ store: memoryStore(), runtime: memoryRuntime() });

describe('createCarrel', () => {
  it.each([{}, undefined, null, 'store'])('says what is missing of %j', async (options) => {
    expect(await wrongWith(options as object)).toMatchObject({
      type: 'request/invalid',
      issues: [
        { path: 'store', message: expect.any(String) as string },
        { path: 'runtime', message: expect.any(String) as string },
      ],
    });
  });

  it('says which options there are not, at any level', async () => {
    const options = { ...whole(), worspaces: {}, workspaces: { maxx: 1 }, tasks: { __maxRunning: 2, maxRunning: 2 } };
    expect(await wrongWith(options)).toMatchObject({
      type: 'request/invalid',
      issues: [{ path: 'worspaces' }, { path: 'workspaces.maxx' }, { path: 'tasks.__maxRunning' }],
    });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', null])('refuses %j as a number', async (value) => {
    const wrong = await wrongWith({ ...whole(), workspaces: { startTimeoutMs: value } });
    expect(wrong).toMatchObject({
      issues: [{ path: 'workspaces.startTimeoutMs', message: 'expected a number, 0 or more' }],
    });
  });

  it('refuses a group, a text and a thing that is none', async () => {
    const { issues } = (await wrongWith({ ...whole(), files: 5, identity: { issuer: 5 }, store: 'sqlite' })) as {
      readonly issues: readonly { readonly path: string }[];
    };
    expect(issues.map(({ path }) => path).sort()).toEqual(['files', 'identity.issuer', 'store']);
  });

  it('takes options that are undefined as if they were not named', async () => {
    const options = { ...whole(), files: undefined, workspaces: { startTimeoutMs: undefined } };
    const carrel = await createCarrel(options as unknown as CarrelOptions);
    await carrel.dispose();
  });
});
