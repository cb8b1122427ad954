import { afterAll, describe, expect, it } from 'vitest';
import { OpenApiCheck } from '../openapi-check.js';
import { pathIn } from '../route-examples.js';
import { testServer } from '../test-server.js';
import { makeWorld, register, TERSE, type World } from '../world.js';
import { bytesOf, fuzzCase, type FuzzCase, type FuzzOperation } from './fuzz-case.js';
import { leakIn } from './leaks.js';
import { FUZZ_RUNS, FUZZ_SEED, Random } from './random.js';
import { callRaw, type RawAnswer } from './raw-http.js';

const DEADLINE_MS = 30_000;
const AT_ONCE = 8;
/** For how many operations a world lasts, which they leave in pieces. */
const WORLD_FOR = 4;

const server = await testServer({ model: TERSE });
const check = new OpenApiCheck(server.api);
const bystander = await register(server.client);
let owner = await makeWorld(server.client, server.carrel);
const stranger = await makeWorld(server.client, server.carrel);
const document = (await server.client.get('/openapi.json')).json<{
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<FuzzOperation, 'method' | 'path'>>>>>;
}>();
const operations = Object.entries(document.paths)
  // What is passed on to ports is answered by programs, and has tests of its own.
  .filter(([path]) => !path.startsWith('/ws/') && !path.includes('/ports/'))
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): FuzzOperation => ({ ...one, method: method.toUpperCase(), path })),
  );

afterAll(() => server[Symbol.asyncDispose]());

/** How often the server answered so. */
const statuses = new Map<number, number>();

/** Who asks, for whose things. */
interface Role {
  readonly name: 'owner' | 'stranger' | 'nobody';
  readonly token: string | undefined;
  readonly things: World;
}

describe('every operation, given what it should not be', () => {
  it.each(operations.map((operation, index) => [operation.operationId, operation, index] as const))(
    '%s answers as the document says',
    async (_id, operation, index) => {
      const random = new Random(FUZZ_SEED * 10_007 + index);
      if (index % WORLD_FOR === 0) owner = await makeWorld(server.client, server.carrel);
      const victim = owner;
      const cases = Array.from({ length: FUZZ_RUNS }, () => {
        const role = roleOf(random, victim);
        const fill = (path: string) =>
          server.api.options.basePath + pathIn(role.things, path.replaceAll(/\{(\w+)\}/g, ':$1'));
        return { role, input: fuzzCase(random, operation, fill) };
      });
      const found: string[] = [];
      for (let start = 0; start < cases.length; start += AT_ONCE) {
        const faults = await Promise.all(cases.slice(start, start + AT_ONCE).map((one) => faultOf(one, victim)));
        found.push(...faults.filter((fault) => fault !== null));
      }
      expect(found).toEqual([]);
      expect((await bystander.client.get('/users/me')).status).toBe(200);
    },
  );
});

it('gets as far as good answers and as every kind of refusal', () => {
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 204, 400, 401, 404, 405, 409, 414, 415]));
});

function roleOf(random: Random, owner: World): Role {
  const dice = random.next();
  if (dice < 0.6) return { name: 'owner', token: owner.owner.client.token, things: owner };
  if (dice < 0.85) return { name: 'stranger', token: stranger.owner.client.token, things: owner };
  return { name: 'nobody', token: undefined, things: owner };
}

/** What is wrong with how the server took an input. */
async function faultOf(
  { role, input }: { readonly role: Role; readonly input: FuzzCase },
  owner: World,
): Promise<string | null> {
  const sent = bytesOf(input, role.token);
  const answer = await callRaw({
    port: server.port,
    bytes: sent,
    deadlineMs: DEADLINE_MS,
    head: input.method === 'HEAD',
  });
  const fault = problemOf(answer, { role, input, owner });
  if (fault === null) return null;
  return `${fault}\n${role.name}: ${sent
    .toString('latin1')
    .replace(/Bearer \S+/, 'Bearer …')
    .slice(0, 600)}\n→ ${answer.raw.slice(0, 600)}`;
}

function problemOf(
  { status, headers, text, raw, ended }: RawAnswer,
  { role, input, owner }: { readonly role: Role; readonly input: FuzzCase; readonly owner: World },
): string | null {
  if (ended === 'silent') return 'no answer in time';
  // Whoever was told to go on, and then breaks HTTP, is cut off: half an answer may be on its way.
  if (status === null && raw.startsWith('HTTP/1.1 100') && input.headers.some(([name]) => name === 'Transfer-Encoding'))
    return null;
  if (status === null) return 'no answer';
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (status >= 500) return `answered ${String(status)}`;
  const leak = leakIn(raw);
  if (leak !== null) return `shows ${leak}`;
  if (role.name !== 'owner' && raw.includes(owner.owner.tenantId)) return 'shows what is of another tenant';
  const isWhole =
    (headers.get('transfer-encoding') ?? '') === '' && headers.get('content-type') !== 'text/event-stream';
  const body = isWhole && input.method !== 'HEAD' ? text : null;
  if (input.method === 'HEAD' && status >= 400) return null;
  return check.problemOf({ method: input.method, target: input.target, status, headers, text: body });
}
