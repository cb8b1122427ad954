import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.js';
import { DataDir, ServerProcess } from './server-process.js';

/** A server with a configuration file, which `change` writes and has read anew. */
async function configured(dataDir: DataDir, toml: string) {
  const file = join(dataDir.path, 'carrel.toml');
  writeFileSync(file, toml);
  // A variable would outweigh the file.
  const env = { CARREL_RATE_LIMITS__POINTS_PER_USER: undefined };
  const server = await ServerProcess.launch(dataDir, ['--quiet', '--config', file], env).listening;
  const lines = () => server.stderr.split('\n').filter((line) => line.startsWith('{'));
  const change = async (text: string) => {
    writeFileSync(file, text);
    const before = lines().length;
    server.signal('SIGHUP');
    const said = () => lines().slice(before).join('\n');
    await eventually(() => /configuration reloaded|nothing was changed/.test(said()));
    return said();
  };
  return { server, change };
}

const register = (server: ServerProcess, email: string) =>
  server.client.post('/auth/register', { email, password: 'correct horse battery' });

describe('SIGHUP', () => {
  it('takes over what can change, and names what cannot', async () => {
    await using dataDir = new DataDir();
    const { server, change } = await configured(dataDir, '[log]\naccess = "debug"\n');
    await using _ending = server;
    const origin = { Origin: 'https://app.example' };
    const allowed = async () =>
      (await server.client.call('GET', '/languages', undefined, origin)).headers.get('access-control-allow-origin');
    expect(await allowed()).toBeNull();
    const said = await change(`
      [auth]
      registration = "closed"
      [server]
      allowedOrigins = ["https://app.example"]
      maxJsonBytes = 2_000
      maxConnections = 77
      [rateLimits]
      pointsPerUser = 1_000
      [log]
      access = "debug"
      level = "debug"
    `);
    expect(said).toContain('configuration reloaded');
    expect(said).toContain('"needRestart":["server.maxConnections"]');
    expect(await allowed()).toBe('https://app.example');
    expect((await register(server, 'eve@example.com')).json()['type']).toBe('identity/registration-closed');
    const long = { email: 'a@b.c', password: 'x'.repeat(2_000) };
    expect((await server.client.post('/auth/login', long)).status).toBe(413);
    await eventually(() => server.stderr.includes('"level":"debug"'));
    expect(await change('[server]\nmaxConnections = 77\n')).toContain('configuration reloaded');
    expect(await allowed()).toBeNull();
    const ada = await server.client.register('ada@example.com');
    expect((await ada.get('/users/me')).headers.get('ratelimit-limit')).toBe('100');
    expect(await change('[rateLimits]\npointsPerUser = 500\n')).toContain('"rateLimits.pointsPerUser"');
    expect((await ada.get('/users/me')).headers.get('ratelimit-limit')).toBe('500');
  });

  it.each([
    [
      'a value that is none',
      '[auth]\nregistration = "closed"\n[server]\nmaxJsonBytes = "many"\n',
      'server.maxJsonBytes',
    ],
    ['an unknown key', '[auth]\nregistration = "closed"\nregistrations = "x"\n', 'auth.registrations'],
    ['no TOML', '[auth\nregistration = "closed"\n', 'TOML'],
  ])('with %s changes nothing, and says why', async (_name, toml, reason) => {
    await using dataDir = new DataDir();
    const { server, change } = await configured(dataDir, '');
    await using _ending = server;
    const said = await change(toml);
    expect(said).toContain('nothing was changed');
    expect(said).toContain(reason);
    expect((await register(server, 'ada@example.com')).status).toBe(201);
  });
});

describe('a server with TLS', () => {
  it('serves a new certificate on SIGHUP, and nothing is changed with a broken one', async () => {
    await using dataDir = new DataDir();
    const one = certificate(dataDir.path, 'one');
    const two = certificate(dataDir.path, 'two', 90);
    const toml = ({ cert, key }: Pair, more = '') =>
      `${more}\n[metrics]\ntoken = "scrape-me"\n[server.tls]\ncertFile = "${cert}"\nkeyFile = "${key}"\npollMs = 2_000_000_000\n`;
    const { server, change } = await configured(dataDir, toml(one));
    await using _ending = server;
    expect(server.origin).toMatch(/^https:/);
    const port = Number(new URL(server.origin).port);
    expect(await served(port)).toBe('one');
    expect(await daysLeft(port)).toBeCloseTo(30, 0);
    const broken = await change(toml({ cert: one.cert, key: two.key }, '[log]\nlevel = "error"\n'));
    expect(broken).toContain('nothing was changed');
    expect(await served(port)).toBe('one');
    expect(await change(toml(two))).toContain('new certificate');
    expect(await served(port)).toBe('two');
    expect(await daysLeft(port)).toBeCloseTo(90, 0);
    expect(await change('')).toContain('server.tls.certFile');
    expect(await served(port)).toBe('two');
  });

  it('does not start without its files', async () => {
    await using dataDir = new DataDir();
    const file = join(dataDir.path, 'carrel.toml');
    writeFileSync(file, '[server.tls]\ncertFile = "/none.crt"\nkeyFile = "/none.key"\n');
    await expect(ServerProcess.start(dataDir, ['--config', file])).rejects.toThrow('server/tls-invalid');
  });
});

interface Pair {
  readonly cert: string;
  readonly key: string;
}

function certificate(directory: string, name: string, days = 30): Pair {
  const [key, cert] = [join(directory, `${name}.key`), join(directory, `${name}.crt`)];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...made, '-days', String(days), '-subj', `/CN=${name}`], { stdio: 'pipe' });
  return { cert, key };
}

function served(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(subject.CN));
    });
    socket.once('error', reject);
  });
}

/** How many days the certificate has left that is served, as the metrics say. */
async function daysLeft(port: number): Promise<number> {
  const headers = { Authorization: 'Bearer scrape-me' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/metrics', headers, rejectUnauthorized: false, agent: false }, resolve).once(
      'error',
      reject,
    );
  });
  const ends = /^carrel_tls_certificate_end_timestamp_seconds (\S+)$/m.exec(await text(answer))?.[1];
  return (Number(ends) - Date.now() / 1_000) / 86_400;
}
