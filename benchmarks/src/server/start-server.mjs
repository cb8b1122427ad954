/** Starts the servers that are compared, and what makes their load: each a process of its own. */
import { fork } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {'express' | 'http'} kind @param {string} name @param {string} directory */
export async function startByHand(kind, name, directory) {
  const log = openSync(`${directory}.log`, 'w');
  const child = fork(moduleAt('hand-server.mjs'), [kind, directory], { stdio: ['ignore', 'inherit', log, 'ipc'] });
  closeSync(log);
  const world = await answerOf(child, name);
  const lag = () => {
    child.send('lag');
    return answerOf(child, name);
  };
  return { name, pid: child.pid, world, lag, end: () => ended(child) };
}

export function startLoad() {
  const child = fork(moduleAt('load.mjs'));
  const run = (round) => {
    child.send(round);
    return answerOf(child, 'The load');
  };
  return { pid: child.pid, run, end: () => ended(child) };
}

function moduleAt(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function answerOf(child, name) {
  return new Promise((resolve, reject) => {
    const fail = (code) => reject(new Error(`${name} ended with ${code}`));
    child.once('exit', fail);
    child.once('message', (message) => {
      child.off('exit', fail);
      resolve(message);
    });
  });
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  return over;
}
