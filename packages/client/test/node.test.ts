import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { checks, runCheck } from './suite/index.js';
import { testServers, type TestServers } from './test-servers.js';

describe('the client in Node', () => {
  let servers: TestServers;

  beforeAll(async () => {
    servers = await testServers();
  });

  afterAll(() => servers[Symbol.asyncDispose]());

  it.each(checks.map(({ name }) => name))(
    '%s',
    async (name) => {
      expect(await runCheck(name, { ...servers.places, WebSocket })).toBeNull();
    },
    120_000,
  );
});
