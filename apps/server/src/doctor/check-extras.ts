import { request } from 'node:http';
import { builtInLanguages, type Language } from '@carrel/core/languages';
import type { ServerSettings } from '../server-settings.js';
import { findProgram } from './find-program.js';
import { broken, found, lacking, type Finding } from './finding.js';

const DOCKER_SOCKET = '/var/run/docker.sock';
const DOCKER_TIMEOUT_MS = 2_000;

/** Which languages have their programs on this machine. */
export async function checkLanguages(): Promise<Finding> {
  const all = await Promise.all(
    builtInLanguages.map(async (language) => ({ language, missing: await missing(language) })),
  );
  const there = all.filter((entry) => entry.missing === null).map(({ language }) => language.id);
  const absent = all.flatMap((entry) => (entry.missing === null ? [] : [`${entry.language.id} (${entry.missing})`]));
  const detail = there.join(', ');
  if (absent.length === 0) return found('languages', detail);
  return lacking('languages', detail === '' ? 'none' : detail, `Without a program here: ${absent.join(', ')}.`);
}

/** Which languages code intelligence answers about. */
export async function checkCode({ code }: Pick<ServerSettings, 'code'>): Promise<Finding | null> {
  if (code.engine === 'none') return null;
  const { findLackingServers, serversWith } = await import('@carrel/code-intelligence');
  const servers = serversWith(code.own);
  const lackingServers = findLackingServers({ ...code.limits, servers });
  const absent = new Set(lackingServers.flatMap(({ languages }) => languages));
  const all = servers.flatMap(({ languages }) => languages.map(({ id }) => id));
  const detail = all.filter((id) => !absent.has(id)).join(', ');
  if (absent.size === 0) return found('code', detail);
  const reasons = lackingServers.map(({ languages, reason }) => `${languages.join(', ')}: ${reason}`);
  return lacking('code', detail === '' ? 'none' : detail, `Without ${reasons.join(' ')}`);
}

/** How passwords will be hashed. */
export async function checkPasswords(): Promise<Finding> {
  try {
    await import('@node-rs/argon2');
    return found('passwords', 'argon2id');
  } catch {
    return lacking('passwords', 'scrypt', 'Install @node-rs/argon2 to have them hashed by argon2id, at less cost.');
  }
}

/** Whether a Docker Engine answers, which only some runtimes need. */
export async function checkDocker(isNeeded: boolean): Promise<Finding> {
  const host = process.env['DOCKER_HOST'] ?? `unix://${DOCKER_SOCKET}`;
  if (await dockerAnswers(host)) return found('Docker', `answers at ${host}`);
  const tell = isNeeded ? broken : lacking;
  return tell('Docker', `does not answer at ${host}`, 'It is needed for --runtime docker, which isolates workspaces.');
}

async function missing({ run, compile }: Language): Promise<string | null> {
  for (const program of [compile?.argv[0], run.argv[0]]) {
    if (program === undefined || program.startsWith('{')) continue;
    if ((await findProgram(program)) === null) return program;
  }
  return null;
}

function dockerAnswers(host: string): Promise<boolean> {
  const place = placeOf(host);
  if (place === null) return Promise.resolve(false);
  return new Promise((resolve) => {
    const asking = request({ ...place, path: '/_ping', timeout: DOCKER_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asking.on('error', () => {
      resolve(false);
    });
    asking.on('timeout', () => asking.destroy());
    asking.end();
  });
}

function placeOf(
  host: string,
): { readonly socketPath: string } | { readonly host: string; readonly port: string } | null {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  if (!URL.canParse(host)) return null;
  const { hostname, port, protocol } = new URL(host);
  return protocol === 'tcp:' || protocol === 'http:' ? { host: hostname, port } : null;
}
