import { loadConfig } from '@carrel/core/config';
import { describe, expect, it } from 'vitest';
import { toServerSettings } from '../src/to-server-settings.js';

describe('the pool of a server', () => {
  it('is none by default', () => {
    expect(poolWith({})).toEqual([]);
  });

  it('is given as languages and how many boxes wait for them', () => {
    expect(poolWith({ CARREL_WORKSPACES__POOL: 'python=5, javascript+python=2' })).toEqual([
      { languages: ['python'], size: 5 },
      { languages: ['javascript', 'python'], size: 2 },
    ]);
  });

  it.each(['python', 'python=', '=3', 'python=many', 'python=-1', 'python+=1'])('is not given as %s', (text) => {
    const refused = loadConfig({ env: { CARREL_WORKSPACES__POOL: text } });
    expect(refused._unsafeUnwrapErr().message).toContain('workspaces.pool');
  });
});

function poolWith(env: Readonly<Record<string, string>>) {
  return toServerSettings(loadConfig({ env })._unsafeUnwrap().config).carrel.workspaces?.pool;
}
