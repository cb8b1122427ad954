import { afterAll, beforeAll, describe, it } from 'vitest';
import { WebSocket } from 'ws';
import { World } from './suite/check.js';
import { checks } from './suite/index.js';
import { testServers, type TestServers } from './test-servers.js';

describe('the client in Node', () => {
  let servers: TestServers;

  beforeAll(async () => {
    servers = await testServers();
  });

  afterAll(() => servers[Symbol.asyncDispose]());

  it.each(checks.map((check) => [check.name, check] as const))(
    '%s',
    (_, check) => check.run(new World({ ...servers.places, WebSocket })),
    120_000,
  );
});
