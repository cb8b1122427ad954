import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const json = { 'Content-Type': 'application/json' };

let origin: string;
let end: () => Promise<unknown>;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-express-host-'));
  const child = spawn(process.execPath, [at('../src/main.mjs')], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  end = async () => {
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    await rm(dataDir, { recursive: true });
    return code;
  };
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [unknown];
  origin = /^the app is at (http:\S+)$/.exec(String(line))?.[1] ?? '';
  expect(origin, 'where the app says that it is').not.toBe('');
});

afterAll(async () => {
  expect(await end()).toBe(0);
});

it('shows its users what its README says', async () => {
  const said = /It prints\n\n```\n(.*?)```/s.exec(readFileSync(at('../README.md'), 'utf8'))?.[1];

  const { stdout } = await promisify(execFile)(process.execPath, [at('../src/visit.mjs'), origin]);

  expect(stdout).toBe(said);
});

it('gives tokens to nobody who is not logged in', async () => {
  const wrong = await fetch(`${origin}/login`, {
    ...{ method: 'POST', headers: json },
    body: JSON.stringify({ name: 'ada', password: 'difference engine' }),
  });
  const token = await fetch(`${origin}/carrel-token`, { method: 'POST', headers: { Cookie: 'app.sid=guessed' } });

  expect([wrong.status, wrong.headers.get('set-cookie'), token.status]).toEqual([401, null, 401]);
});

it('has Carrel believe no other tokens, and register nobody', async () => {
  const headers = { Authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.' };
  const forged = await fetch(`${origin}/api/v5/sessions`, { headers });
  const registered = await fetch(`${origin}/api/v5/auth/register`, {
    ...{ method: 'POST', headers: json },
    body: JSON.stringify({ email: 'eve@example.com', password: 'engine of her own' }),
  });

  expect([forged.status, await forged.json()]).toMatchObject([401, { type: 'auth/token-invalid' }]);
  expect([registered.status, await registered.json()]).toMatchObject([403, { type: 'identity/registration-closed' }]);
});

it('answers what is not Carrel’s itself', async () => {
  const broken = await fetch(`${origin}/login`, { method: 'POST', headers: json, body: '{' });

  expect([(await fetch(`${origin}/nothing`)).status, broken.status]).toEqual([404, 400]);
});
