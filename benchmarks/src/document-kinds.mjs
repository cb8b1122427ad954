/** The servers of the document benchmark, each in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

const SCRIPTS = {
  carrel: 'document-server.mjs',
  'y-websocket': 'document-peers.mjs',
  hocuspocus: 'document-peers.mjs',
};

/**
 * @param {'carrel' | 'y-websocket' | 'hocuspocus'} name
 * @param {object} [options] Of `documents`, for ours.
 */
export async function startDocumentServer(name, options = {}) {
  const script = new URL(SCRIPTS[name], import.meta.url);
  const child = fork(script, [name, JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ${name} ended with ${code}`);
  });
  failed.catch(() => undefined);
  const [{ port, durability, documents = null, token = null }] = await Promise.race([once(child, 'message'), failed]);
  return {
    ...{ name, durability, token },
    isNamed: name === 'hocuspocus',
    /** Where a document of this number is opened, and what it is called there. */
    place: (index) => {
      const called = `document-${index}`;
      const paths = {
        carrel: () => `/api/v5/ws/documents/${documents}/${called}`,
        'y-websocket': () => `/${called}`,
        hocuspocus: () => '/',
      };
      return { name: called, url: `ws://127.0.0.1:${port}${paths[name]()}` };
    },
    async stats() {
      child.send('stats');
      const [stats] = await once(child, 'message');
      return stats;
    },
    async end() {
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await once(child, 'exit');
      clearTimeout(timer);
    },
  };
}
