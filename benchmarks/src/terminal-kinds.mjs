/**
 * The terminals that are compared, each behind a WebSocket of its own: how one is opened, how a key is put in a frame, and how many bytes
 * of output a message holds.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { buildPtyRelay } from './pty-relay.mjs';

/**
 * @typedef {object} Kind
 * @property {(argv: readonly string[]) => Promise<WebSocket>} open
 * @property {(data: Buffer) => Buffer} frame
 * @property {(message: Buffer) => number} bytesOf
 * @property {() => void} end
 */

/** A PTY of `node-pty` piped into a WebSocket of `ws`, as one writes it by hand. @returns {Promise<Kind>} */
export function nodePtyKind() {
  return bareKind(['node-pty']);
}

/**
 * What a program of a PTY apart from the server costs whoever writes it: a bare WebSocket, a bare unix socket, and some C that copies
 * between that and the PTY. `null` without a C compiler. @returns {Promise<Kind | null>}
 */
export async function relayKind() {
  const program = await buildPtyRelay();
  return program === null ? null : bareKind(['relay', program]);
}

/** ttyd, where `TTYD` names it or the path has it; `null` elsewhere. @returns {Promise<Kind | null>} */
export async function ttydKind() {
  const options = ['--interface', '127.0.0.1', '--port', '0', '--writable', '--url-arg'];
  const ttyd = spawn(process.env['TTYD'] ?? 'ttyd', [...options, '/usr/bin/env'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await Promise.race([ttydPort(ttyd), once(ttyd, 'error').then(() => null)]);
  if (port === null) return null;
  ttyd.once('exit', exitOnFailure);
  return {
    open: async (argv) => {
      const query = argv.map((argument) => `arg=${encodeURIComponent(argument)}`).join('&');
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?${query}`, ['tty'], { perMessageDeflate: false });
      socket.once('open', () => socket.send(JSON.stringify({ columns: 80, rows: 24 })));
      return socket;
    },
    frame: (data) => Buffer.concat([Buffer.from('0'), data]),
    // Title and preferences come first, and are no output.
    bytesOf: (message) => (message[0] === 0x30 ? message.length - 1 : 0),
    end: () => {
      ttyd.off('exit', exitOnFailure);
      ttyd.kill();
    },
  };
}

/** The server on a runtime: `local` or `docker`. @returns {Promise<Kind>} */
export async function serverKind(runtime) {
  const child = fork(new URL('terminal-server.mjs', import.meta.url), [runtime]);
  child.once('exit', exitOnFailure);
  const [{ port, token, sessions }] = await once(child, 'message');
  const headers = { Authorization: `Bearer ${token}` };
  let opened = 0;
  return {
    open: async (argv) => {
      const session = sessions[(opened += 1) % sessions.length];
      const answer = await fetch(`http://127.0.0.1:${port}/api/v5/sessions/${session}/terminals`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify({ argv, cols: 80, rows: 24 }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      const { id } = await answer.json();
      return new WebSocket(`ws://127.0.0.1:${port}/api/v5/ws/terminals/${id}`, { headers, perMessageDeflate: false });
    },
    frame: (data) => Buffer.concat([Buffer.of(0x11), data]),
    bytesOf: (message) => (message[0] === 1 ? message.length - 9 : 0),
    end: () => child.disconnect(),
  };
}

async function bareKind(args) {
  const child = fork(new URL('terminal-peer.mjs', import.meta.url), args);
  child.once('exit', exitOnFailure);
  const [{ port }] = await once(child, 'message');
  return {
    open: async (argv) => {
      const query = encodeURIComponent(JSON.stringify(argv));
      return new WebSocket(`ws://127.0.0.1:${port}/?argv=${query}`, { perMessageDeflate: false });
    },
    frame: (data) => data,
    bytesOf: (message) => message.length,
    end: () => child.disconnect(),
  };
}

/** It says so among much else, and what it says is read on, so that it is never held up by it. */
function ttydPort(ttyd) {
  return new Promise((resolve, reject) => {
    createInterface(ttyd.stderr).on('line', (line) => {
      const port = /Listening on port: (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    ttyd.once('exit', (code) => reject(new Error(`ttyd ended with ${code}`)));
  });
}

function exitOnFailure(code) {
  if (code !== 0) process.exit(code ?? 1);
}
