/** Load for HTTP servers, over plain sockets: a client library would cost more than what is measured. */
import { connect } from 'node:net';

/** Requests per second with `concurrency` of them always under way. */
export async function saturate(target, { requests, concurrency }) {
  const sockets = await openAll(target, concurrency);
  let left = requests;
  const startedAt = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      while (left > 0) {
        left -= 1;
        await socket.ask();
      }
    }),
  );
  const rate = (requests * 1_000) / (performance.now() - startedAt);
  for (const socket of sockets) socket.close();
  return rate;
}

/**
 * The 95th percentile of the time from when a request was due to its answer, in milliseconds. Requests are due at even
 * distances and go round the sockets; one that is due while its socket still waits is late, and counts from when it was due.
 */
export async function p95(target, { perSecond, sockets: count, durationMs }) {
  const sockets = await openAll(target, count);
  const total = Math.round((perSecond * durationMs) / 1_000);
  const times = [];
  const pending = [];
  const startedAt = performance.now();
  for (let index = 0; index < total; index += 1) {
    const due = startedAt + (index * 1_000) / perSecond;
    await until(due);
    const socket = sockets[index % count];
    pending.push((socket.last = socket.last.then(() => socket.ask())).then(() => times.push(performance.now() - due)));
  }
  await Promise.all(pending);
  for (const socket of sockets) socket.close();
  times.sort((one, other) => one - other);
  return times[Math.floor(times.length * 0.95)];
}

/** Resolves when it is `due`, on the clock of `performance.now()`. */
export async function until(due) {
  for (;;) {
    const left = due - performance.now();
    if (left <= 0) return;
    await (left > 2 ? new Promise((resolve) => setTimeout(resolve, left - 1)) : new Promise(setImmediate));
  }
}

function openAll(target, count) {
  return Promise.all(Array.from({ length: count }, () => open(target)));
}

async function open({ port, path, token }) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  let answered = null;
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    received += part;
    const head = received.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
    if (received.length < head + 4 + length) return;
    if (!received.startsWith('HTTP/1.1 200')) throw new Error(`Unexpected answer: ${received.slice(0, 200)}`);
    received = '';
    answered();
  });
  return {
    last: Promise.resolve(),
    ask: () =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
