import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expectErr, expectOk } from '@carrel/conformance';
import { createCarrel, type Carrel } from '@carrel/core';
import { resolveImage } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import type { LogFields, Logger } from '@carrel/core/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerImages, dockerRuntime, type RegistryCredential } from '../src/index.js';
import { hasDocker, IMAGE } from './docker-backend.js';

const TIMEOUT = { timeout: 120_000 };

/** Everything that a value says anywhere, as any logger might write it. */
function allOf(value: object): string {
  return inspect(value, { depth: Infinity, showHidden: true, maxStringLength: null }) + JSON.stringify(value);
}

describe.runIf(await hasDocker())('the credentials of a registry', () => {
  let server: Server;
  let host: string;
  const seen: string[] = [];

  /** A registry that tells everybody what it was told. */
  beforeAll(async () => {
    server = createServer((question, answer) => {
      const { authorization } = question.headers;
      if (authorization === undefined) {
        answer.writeHead(401, {
          'WWW-Authenticate': 'Basic realm="all"',
          'Docker-Distribution-Api-Version': 'registry/2.0',
        });
        answer.end();
        return;
      }
      seen.push(authorization);
      const decoded = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
      const message = `${authorization} ${decoded} ${encodeURIComponent(decoded)}`;
      answer.writeHead(question.url === '/v2/' ? 200 : 400, { 'Content-Type': 'application/json' });
      answer.end(JSON.stringify({ errors: [{ code: 'UNSUPPORTED', message }] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });

  it('are in no error, though the registry puts them there', TIMEOUT, async () => {
    const password = `p+/ ä${randomUUID()}`;
    const credentials = { [host]: { username: 'carrel', password } };
    const image = resolveImage([], { repository: `${host}/secrets` })._unsafeUnwrap();
    const told: string[] = [];

    const pulled = dockerImages({ registry: { pull: 'missing', credentials } }).ensure(image, {
      onProgress: (line) => told.push(line),
    });
    const error = await expectErr(pulled, 'runtime/failed');

    const basic = Buffer.from(`carrel:${password}`).toString('base64');
    expect(seen.at(-1)).toBe(`Basic ${basic}`);
    // The text of the registry came through, without them.
    expect(allOf(error)).toContain('***');
    for (const secret of [password, encodeURIComponent(password), basic]) {
      expect(allOf(error) + told.join('\n')).not.toContain(secret);
    }
  });

  it.each<[string, (secret: string) => RegistryCredential]>([
    ['a password', (password) => ({ username: 'carrel', password })],
    ['a token', (identityToken) => ({ identityToken })],
  ])('are in no line of the log when a workspace does not start for %s', TIMEOUT, async (_name, toCredential) => {
    const secret = `secret-${randomUUID()}`;
    const log = collectingLogger();
    const registry = { pull: 'missing' as const, credentials: { [host]: toCredential(secret) } };
    const runtime = dockerRuntime({ registry, image: IMAGE });
    await using carrel = await createCarrel({
      store: memoryStore(),
      runtime,
      images: { repository: `${host}/secrets` },
      logger: log.logger,
    });
    const { caller, id } = await someSession(carrel);

    const error = await expectErr(carrel.workspaces.start(caller, id), 'workspace/start-failed');

    expect(log.lines.some(({ message }) => message === 'workspace not started')).toBe(true);
    expect(allOf(error) + allOf(log.lines)).not.toContain(secret);
    expect(inspect(runtime, { depth: Infinity, showHidden: true })).not.toContain(secret);
  });
});

interface Line {
  readonly fields: LogFields;
  readonly message: string;
}

/** Keeps every line as the services give it, before any logger takes secrets out. */
function collectingLogger(): { readonly logger: Logger; readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const add = (fields: LogFields, message: string) => {
    lines.push({ fields, message });
  };
  const logger: Logger = { debug: add, info: add, warn: add, error: add, child: () => logger };
  return { logger, lines };
}

async function someSession(carrel: Carrel) {
  const email = `${randomUUID()}@example.com`;
  const { tokens } = await expectOk(
    carrel.identity.register({ email, password: 'correct horse' }, { requestId: 'req_test' }),
  );
  const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'req_test'));
  const { id } = await expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['lua'] }));
  return { caller, id };
}
