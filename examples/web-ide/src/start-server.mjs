import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { APP_ORIGIN, DATA_DIR, PASS_TTL_MS, PORTS_DOMAIN, RUNTIME } from './options.mjs';

const CARREL = fileURLToPath(new URL('../../../apps/server/bin/carrel.mjs', import.meta.url));

/** Starts a Carrel whose ports have host names that the app may frame. Gives its origin and how to end it. */
export async function startServer() {
  const args = [
    'serve',
    '--quiet',
    '--runtime',
    RUNTIME,
    '--port',
    process.env.SERVER_PORT ?? '8787',
    '--data-dir',
    DATA_DIR,
  ];
  const child = spawn(process.execPath, [CARREL, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // So that Ctrl+C does not end it before the session is removed.
    detached: true,
    env: {
      CARREL_LOG__ACCESS: 'off',
      ...process.env,
      CARREL_PORTS__DOMAIN: PORTS_DOMAIN,
      CARREL_PORTS__PASS_TTL_MS: String(PASS_TTL_MS),
      CARREL_SERVER__ALLOWED_ORIGINS: APP_ORIGIN,
    },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const listening = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, origin] = /^listening on (\S+)/.exec(line) ?? [];
      if (origin !== undefined) resolve(origin);
    });
  });
  const origin = await Promise.race([listening, ended]);
  if (typeof origin !== 'string') throw new Error('The server did not start; it says why above.');
  const end = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { origin, ended, end };
}
