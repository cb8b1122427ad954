import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { valueAt } from '../store/objects.js';
import { engine } from './engine.js';

/**
 * A connection to a port of the container: by its address, else from within its network, where also what listens on its loopback
 * alone is reached.
 *
 * @throws Error when nothing listens.
 */
export async function dialContainer(id: string, port: number): Promise<Duplex> {
  const inspected = await engine(`/containers/${id}/json`);
  const address = valueAt(inspected, 'NetworkSettings.IPAddress');
  if (typeof address === 'string' && address !== '') {
    const socket = connect({ host: address, port, allowHalfOpen: true });
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      socket.destroy();
    }
  }
  return dialWithin(Number(valueAt(inspected, 'State.Pid')), port);
}

/** Says one byte when it is connected. */
const RELAY = `const s = require('node:net').connect({ host: '127.0.0.1', port: Number(process.argv[1]), allowHalfOpen: true });
s.on('connect', () => { process.stdout.write('+'); process.stdin.pipe(s).pipe(process.stdout); });
s.on('error', () => process.exit(1));`;

async function dialWithin(pid: number, port: number): Promise<Duplex> {
  const relay = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, process.execPath, '-e', RELAY, String(port)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  relay.on('error', () => undefined);
  relay.stdin.on('error', () => undefined);
  const stream = Duplex.from({ readable: relay.stdout, writable: relay.stdin });
  stream.on('close', () => relay.kill('SIGKILL'));
  const first = await new Promise<Buffer | undefined>((resolve) => {
    stream.once('readable', () => resolve(stream.read(1) as Buffer | undefined));
    relay.once('close', () => resolve(undefined));
    relay.once('error', () => resolve(undefined));
  });
  if (first?.toString() === '+') return stream;
  stream.on('error', () => undefined);
  stream.destroy();
  throw new Error(`connect ECONNREFUSED 127.0.0.1:${port}`);
}
