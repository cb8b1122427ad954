import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkClock, checkLimits, checkPermissions, checkPort } from './check-host.js';
import { checkRedis } from './check-services.js';
import { checkTls } from './check-tls.js';

const place = mkdtempSync(join(tmpdir(), 'carrel-doctor-'));
afterAll(() => {
  rmSync(place, { recursive: true });
});

const limits = (files: string, processes: string) =>
  `Max processes             ${processes}    62962  processes\nMax open files            ${files}    1048576   files\n`;

describe('the doctor', () => {
  it('finds a data directory that others can read', async () => {
    expect((await checkPermissions(join(place, 'none'))).status).toBe('ok');
    chmodSync(place, 0o700);
    expect((await checkPermissions(place)).status).toBe('ok');
    chmodSync(place, 0o755);
    expect(await checkPermissions(place)).toMatchObject({
      status: 'warn',
      advice: expect.stringContaining('chmod') as string,
    });
  });

  it('finds a clock that went back', async () => {
    const nowMs = Date.now();
    expect((await checkClock(place, nowMs)).status).toBe('ok');
    writeFileSync(join(place, 'carrel.db'), '');
    utimesSync(join(place, 'carrel.db'), nowMs / 1_000, nowMs / 1_000 + 3_600);
    expect((await checkClock(place, nowMs)).status).toBe('fail');
    rmSync(join(place, 'carrel.db'));
  });

  it('finds a port that is in use, and an address that is none of this machine', async () => {
    expect((await checkPort('127.0.0.1', 0)).status).toBe('ok');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await checkPort('127.0.0.1', port)).status).toBe('warn');
    server.close();
    expect((await checkPort('203.0.113.1', port)).status).toBe('fail');
  });

  it.each([
    ['100000', '60000', 'ok'],
    ['unlimited', 'unlimited', 'ok'],
    ['11024', '4096', 'ok'],
    ['11023', '60000', 'warn'],
    ['100000', '4095', 'warn'],
  ])('finds limits of %s files and %s processes %s', (files, processes, status) => {
    expect(checkLimits(10_000, limits(files, processes)).status).toBe(status);
  });

  it('finds a certificate that ends soon, ended, is unreadable, or has an open key', async () => {
    const [certFile, keyFile] = [join(place, 'tls.crt'), join(place, 'tls.key')];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    execFileSync('openssl', ['req', '-x509', ...made, '-out', certFile, '-days', '30', '-subj', '/CN=x'], {
      stdio: 'pipe',
    });
    chmodSync(keyFile, 0o600);
    const statusAt = async (days: number) =>
      (await checkTls({ tls: { certFile, keyFile } }, Date.now() + days * 86_400_000))?.status;
    expect([await statusAt(0), await statusAt(20), await statusAt(31), await statusAt(-1)]).toEqual([
      'ok',
      'warn',
      'fail',
      'fail',
    ]);
    chmodSync(keyFile, 0o644);
    expect(await statusAt(0)).toBe('warn');
    expect((await checkTls({ tls: { certFile, keyFile: join(place, 'none') } }, 0))?.status).toBe('fail');
    expect(await checkTls({ tls: null }, 0)).toBeNull();
  });

  it('finds a Redis that does not answer', async () => {
    const memory = {};
    const redis = { url: 'redis://127.0.0.1:1', prefix: 'x', timeoutMs: 500, connectTimeoutMs: 500 };
    expect((await checkRedis({ streams: { kind: 'redis', redis, memory } }))?.status).toBe('fail');
    expect(await checkRedis({ streams: { kind: 'memory', redis, memory } })).toBeNull();
  });
});
