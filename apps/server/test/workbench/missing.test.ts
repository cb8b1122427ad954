import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { workbench } from '../../src/workbench.js';

it('says what builds the workbench where it is not built, and leaves other paths to others', async () => {
  const nowhere = () => new URL('file:///nowhere/package.json').href;
  const others = createServer(await workbench('/api/v5', (_message, response) => response.end('another'), nowhere));
  await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(others.address() as AddressInfo).port}`;
  try {
    const [door, api] = await Promise.all(['/', '/api/v5/languages'].map((path) => fetch(origin + path)));
    expect([door?.status, await door?.text()]).toEqual([404, expect.stringContaining('npm run build')]);
    expect(await api?.text()).toBe('another');
  } finally {
    await new Promise((resolve) => others.close(resolve));
  }
});
