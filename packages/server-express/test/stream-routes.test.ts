import { unwrap, type SessionId } from '@carrel/core/kernel';
import type { StreamWriter } from '@carrel/core/streaming';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUntil, type ReadEvent } from './event-reader.js';
import { testServer } from './test-server.js';
import { endedStream, logIn, makeSession, PASSWORD, register, type Someone } from './world.js';

const server = await testServer({ streaming: { maxChunks: 5 } });
let ada: Someone;

beforeAll(async () => {
  ada = await register(server.client);
});

afterAll(() => server[Symbol.asyncDispose]());

const isEnd = ({ event }: ReadEvent) => event === 'end';
const texts = (events: readonly ReadEvent[]) =>
  events.filter(({ event }) => event === 'chunk').map(({ data }) => data['text']);

async function writer(someone = ada, sessionId?: string): Promise<StreamWriter> {
  const caller = await unwrap(server.carrel.identity.authenticate(someone.client.token ?? '', 'test'));
  const session = sessionId === undefined ? {} : { sessionId: sessionId as SessionId };
  return unwrap(server.carrel.streams.create(caller, { purpose: 'test', ...session }));
}

async function read(id: string, query = '', headers: Readonly<Record<string, string>> = {}): Promise<ReadEvent[]> {
  return readUntil(await ada.client.open('GET', `/streams/${id}${query}`, { headers }), isEnd);
}

describe('GET /streams/:id', () => {
  it('gives each chunk at its position, then the end, also after it ended', async () => {
    const id = await endedStream(server.carrel, ada.client, await makeSession(ada.client));
    expect(await read(id)).toEqual([
      { event: 'chunk', id: 0, data: { position: 0, text: 'a' } },
      { event: 'chunk', id: 1, data: { position: 1, text: 'b' } },
      { event: 'end', id: 2, data: { position: 2, reason: 'completed' } },
    ]);
  });

  it('goes on from a position, and behind the event that was seen last', async () => {
    const id = await endedStream(server.carrel, ada.client, await makeSession(ada.client));
    expect(texts(await read(id, '?from=1'))).toEqual(['b']);
    expect(texts(await read(id, '', { 'Last-Event-ID': '0' }))).toEqual(['b']);
    expect(texts(await read(id, '?from=0', { 'Last-Event-ID': '1' }))).toEqual([]);
    expect((await read(id, '', { 'Last-Event-ID': '2' })).map(({ event }) => event)).toEqual(['end']);
    const refused = await ada.client.get(`/streams/${id}`, { 'Last-Event-ID': 'x' });
    expect([refused.status, refused.json()['type']]).toEqual([400, 'request/invalid']);
  });

  it('a reader that loses its connection in the middle gets each chunk once', async () => {
    const stream = await writer();
    await unwrap(stream.write('0'));
    const leaving = new AbortController();
    const response = await ada.client.open('GET', `/streams/${stream.id}`, { signal: leaving.signal });
    const seen = await readUntil(response, ({ id }) => id === 0);
    leaving.abort();
    for (const chunk of ['1', '2', '3']) await unwrap(stream.write(chunk));
    await unwrap(stream.end());
    const rest = await read(stream.id, '', { 'Last-Event-ID': '0' });
    expect([...texts(seen), ...texts(rest)]).toEqual(['0', '1', '2', '3']);
  });

  it('tells the gap of what is not kept any more', async () => {
    const stream = await writer();
    for (let index = 0; index < 12; index += 1) await unwrap(stream.write(String(index)));
    await unwrap(stream.end());
    const [gap, ...events] = await read(stream.id, '?from=2');
    expect(gap).toEqual({ event: 'gap', id: 6, data: { from: 2, to: 7 } });
    expect(texts(events)).toEqual(['7', '8', '9', '10', '11']);
    expect(texts(await read(stream.id, '', { 'Last-Event-ID': '6' }))).toEqual(['7', '8', '9', '10', '11']);
  });

  it('says why a stream failed', async () => {
    const stream = await writer();
    await unwrap(stream.fail({ type: 'model/refused', message: 'It would not.' }));
    const [end] = await read(stream.id);
    const error = { type: 'model/refused', message: 'It would not.' };
    expect(end).toEqual({ event: 'end', id: 0, data: { position: 0, reason: 'failed', error } });
  });
});

describe('POST /streams/:id/cancel', () => {
  it('ends the stream for its readers and its writer, and is no matter of a reader who leaves', async () => {
    const stream = await writer();
    await unwrap(stream.write('a'));
    await unwrap(stream.flush());
    const leaving = new AbortController();
    const left = await ada.client.open('GET', `/streams/${stream.id}`, { signal: leaving.signal });
    const staying = ada.client.open('GET', `/streams/${stream.id}`);
    await readUntil(left, ({ id }) => id === 0);
    leaving.abort();
    expect(stream.signal.aborted).toBe(false);

    expect((await ada.client.post(`/streams/${stream.id}/cancel`)).status).toBe(204);
    const events = await readUntil(await staying, isEnd);
    expect(events.at(-1)).toMatchObject({ data: { position: 1, reason: 'cancelled' } });
    expect(stream.signal.aborted).toBe(true);
    expect((await ada.client.post(`/streams/${stream.id}/cancel`)).status).toBe(204);
  });

  it('takes a participant of the room, where a viewer reads', async () => {
    const email = `viewer-of-${ada.email}`;
    await ada.client.post('/tenant/users', { email, password: PASSWORD });
    const viewer = await logIn(server.client, email);
    const room = await makeSession(ada.client, { kind: 'room' });
    const stream = await writer(ada, room);
    const answers = async () => {
      const cancelled = await viewer.client.post(`/streams/${stream.id}/cancel`);
      return [cancelled.status, cancelled.status === 204 ? null : cancelled.json()['type']];
    };
    expect(await answers()).toEqual([404, 'stream/not-found']);
    await ada.client.put(`/sessions/${room}/members/${viewer.userId}`, { role: 'viewer' });
    expect(await answers()).toEqual([403, 'session/forbidden']);
    const reading = await viewer.client.open('GET', `/streams/${stream.id}`);
    expect(reading.status).toBe(200);
    await ada.client.put(`/sessions/${room}/members/${viewer.userId}`, { role: 'participant' });
    expect(await answers()).toEqual([204, null]);
    expect((await readUntil(reading, isEnd)).at(-1)).toMatchObject({ data: { reason: 'cancelled' } });
  });
});
