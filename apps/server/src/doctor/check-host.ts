import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { databasePath } from '../data-dir.js';
import { found, broken, lacking, type Finding } from './finding.js';

/** What only others than the owner may do. */
const OTHERS = 0o077;
/** How far the clock may be behind what it said before. */
const MAX_BEHIND_MS = 60_000;
const SYNCHRONISED = ['/run/systemd/timesync/synchronized', '/run/chrony/chronyd.pid', '/run/ntpd.pid'];
/** Less than this, and a few workspaces of the local runtime use it up. */
const MIN_PROCESSES = 4_096;
/** Files beside the connections: the database, logs, links to workspaces. */
const OTHER_FILES = 1_024;

/** Whether others of this machine can read what is kept: passwords' hashes and the keys that sign tokens are in the database. */
export async function checkPermissions(dataDir: string): Promise<Finding> {
  for (const path of [databasePath(dataDir), dataDir]) {
    if (!existsSync(path)) continue;
    const { mode } = await stat(path);
    const shown = `${path}, mode ${(mode & 0o777).toString(8)}`;
    if ((mode & OTHERS) === 0) return found('permissions', shown);
    if (path === dataDir) return lacking('permissions', shown, `Others can read it: chmod 700 ${dataDir}`);
  }
  return found('permissions', `${dataDir} is not there yet`);
}

/** Whether the clock is behind what this installation has seen: tokens and leases go by it. */
export async function checkClock(dataDir: string, nowMs: number): Promise<Finding> {
  const path = databasePath(dataDir);
  const seenMs = existsSync(path) ? (await stat(path)).mtimeMs : 0;
  const now = new Date(nowMs).toISOString();
  if (nowMs < seenMs - MAX_BEHIND_MS) {
    const detail = `${now}, but ${path} was written at ${new Date(seenMs).toISOString()}`;
    return broken('clock', detail, 'Set the clock: tokens, leases and expiry go by it.');
  }
  const how = SYNCHRONISED.some((file) => existsSync(file)) ? 'synchronised' : 'nothing here is known to set it';
  return found('clock', `${now}, ${how}`);
}

/** Whether the server may listen where it is to, or does already. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const place = `${host}:${String(port)}`;
  if (port === 0) return found('port', 'any that is free');
  const code = await listenError(host, port);
  switch (code) {
    case null:
      return found('port', `${place} is free`);
    case 'EADDRINUSE':
      return lacking(
        'port',
        `${place} is in use`,
        'By a server that runs already, or another program: then choose --port.',
      );
    case 'EACCES':
      return broken('port', `${place} is not permitted`, 'Choose a port from 1024, or grant CAP_NET_BIND_SERVICE.');
    default:
      return broken('port', `${place}: ${code}`, 'Choose an address of this machine: --host ADDRESS.');
  }
}

/** Whether the limits of this process are enough for as many connections as are allowed. */
export function checkLimits(maxConnections: number, limits = readLimits()): Finding {
  const files = limitOf(limits, 'Max open files');
  const processes = limitOf(limits, 'Max processes');
  const detail = `${shown(files)} open files, ${shown(processes)} processes`;
  const needed = maxConnections + OTHER_FILES;
  if (files < needed) {
    return lacking(
      'limits',
      detail,
      `Raise the open files to ${String(needed)} (ulimit -n, LimitNOFILE=), or lower server.maxConnections.`,
    );
  }
  if (processes < MIN_PROCESSES)
    return lacking('limits', detail, `Raise the processes to ${String(MIN_PROCESSES)} (ulimit -u, TasksMax=).`);
  return found('limits', detail);
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

function limitOf(limits: string, name: string): number {
  const soft = new RegExp(`^${name}\\s+(\\d+|unlimited)`, 'm').exec(limits)?.[1];
  return soft === undefined || soft === 'unlimited' ? Infinity : Number(soft);
}

function shown(limit: number): string {
  return limit === Infinity ? 'any number of' : String(limit);
}

function listenError(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'failed');
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}
