import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBlocks, readUntil } from './event-reader.js';
import type { HttpClient } from './http-client.js';
import { testServer } from './test-server.js';
import { register, startedSession } from './world.js';

const server = await testServer({ http: { bodyLimits: { file: 2_000_000, archive: 100_000 } } });
let client: HttpClient;
let files: string;

beforeAll(async () => {
  ({ client } = await register(server.client));
  files = `/sessions/${await startedSession(client)}/files`;
});

afterAll(() => server[Symbol.asyncDispose]());

const content = (path: string) => `${files}/content?path=${encodeURIComponent(path)}`;
const write = (path: string, body: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) =>
  client.call('PUT', content(path), {
    body: typeof body === 'string' || body instanceof ReadableStream ? body : Buffer.from(body),
    headers,
  });
const typeAndStatus = (answer: Awaited<ReturnType<typeof write>>) => [answer.status, answer.json()['type']];

interface Entries {
  readonly items: readonly { readonly path: string; readonly type: string }[];
  readonly nextCursor: string | null;
}

describe('writing a file', () => {
  it('makes it and its directories, then replaces it', async () => {
    const made = await write('w/deep/ä b.txt', 'one');
    expect(made.status).toBe(201);
    expect(made.json()).toEqual({
      path: 'w/deep/ä b.txt',
      type: 'file',
      size: 3,
      modifiedAt: expect.stringMatching(/Z$/) as string,
      mode: 0o644,
    });
    const replaced = await write('w/deep/ä b.txt', 'other');
    expect(replaced.status).toBe(200);
    expect(replaced.headers.get('etag')).not.toBe(made.headers.get('etag'));
    expect((await client.get(content('w/deep/ä b.txt'))).text).toBe('other');
  });

  it.each([0, 1, 65_536, 300_000, 1_999_999])('keeps %i bytes as they are', async (length) => {
    const bytes = Buffer.alloc(length, 'abc\0\xff');
    await write('size.bin', bytes);
    const response = await client.open('GET', content('size.bin'));
    expect(response.headers.get('content-length')).toBe(String(length));
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
  });

  it('over the limit is refused, whether or not it says its length, and leaves the file as it was', async () => {
    await write('limit.txt', 'before');
    expect(typeAndStatus(await write('limit.txt', Buffer.alloc(2_000_001)))).toEqual([413, 'request/too-large']);
    expect(typeAndStatus(await write('limit.txt', new Blob([Buffer.alloc(4_000_000)]).stream()))).toEqual([
      413,
      'request/too-large',
    ]);
    expect((await client.get(content('limit.txt'))).text).toBe('before');
  });

  it('is done only for the tag that If-Match names', async () => {
    const first = (await write('match.txt', 'one')).headers.get('etag') ?? '';
    expect((await write('match.txt', 'two', { 'If-Match': first })).status).toBe(200);
    const stale = await write('match.txt', 'three', { 'If-Match': first });
    expect([stale.status, stale.json()['type']]).toEqual([412, 'request/precondition-failed']);
    expect((await client.get(content('match.txt'))).text).toBe('two');
    expect((await write('match-none.txt', 'x', { 'If-Match': '*' })).status).toBe(412);
    expect((await write('match.txt', 'four', { 'If-Match': '*' })).status).toBe(200);
  });

  it('is done for If-None-Match: * only when there is none', async () => {
    expect((await write('new.txt', 'one', { 'If-None-Match': '*' })).status).toBe(201);
    expect((await write('new.txt', 'two', { 'If-None-Match': '*' })).status).toBe(412);
    expect((await client.get(content('new.txt'))).text).toBe('one');
  });

  it('is not done for If-None-Match with the tag that it has', async () => {
    const tag = (await write('tagged.txt', 'one')).headers.get('etag') ?? '';
    for (const tags of [tag, `"other", W/${tag}`]) {
      const refused = await write('tagged.txt', 'two', { 'If-None-Match': tags });
      expect(typeAndStatus(refused)).toEqual([412, 'request/precondition-failed']);
    }
    expect((await client.get(content('tagged.txt'))).text).toBe('one');
    expect((await write('tagged.txt', 'two', { 'If-None-Match': '"other"' })).status).toBe(200);
    expect((await write('untagged.txt', 'new', { 'If-None-Match': tag })).status).toBe(201);
  });

  it('of which many at once want the same tag is done once', async () => {
    const tag = (await write('race.txt', 'zero')).headers.get('etag') ?? '';
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => write('race.txt', String(index), { 'If-Match': tag })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
  });
});

describe('a path', () => {
  it.each(['../x', '/etc/passwd', './../x', '..'])('%s that leads outside is refused', async (path) => {
    const answers = [
      await client.get(content(path)),
      await write(path, 'x'),
      await client.get(`${files}?path=${encodeURIComponent(path)}`),
    ];
    for (const answer of answers) expect(typeAndStatus(answer)).toEqual([400, 'file/outside-root']);
  });

  it('with a NUL, or too long, is refused', async () => {
    for (const path of ['a\0b', 'a'.repeat(4_096)]) {
      const answer = await client.get(content(path));
      expect([answer.status, answer.json()['issues']]).toEqual([
        400,
        [{ path: 'path', message: expect.any(String) as string }],
      ]);
    }
  });

  it('with a name over 255 bytes is refused wherever it is given', async () => {
    const path = `dir/${'n'.repeat(256)}`;
    const query = `path=${path}`;
    const answers = [
      await client.get(content(path)),
      await write(path, 'x'),
      await client.get(`${files}?${query}`),
      await client.delete(`${files}?${query}`),
      await client.get(`${files}/archive?${query}`),
      await client.get(`${files}/watch?${query}`),
      await client.post(`${files}/directories`, { path }),
      await client.post(`${files}/move`, { from: path, to: 'x' }),
      await client.post(`${files}/move`, { from: 'x', to: path }),
    ];
    for (const answer of answers) expect(typeAndStatus(answer)).toEqual([400, 'file/invalid-path']);
  });

  it('that goes up within the workspace means the same in every request', async () => {
    await write('up/file.txt', 'x');
    expect((await client.get(content('up/none/../file.txt'))).text).toBe('x');
    expect((await write('up/none/../made.txt', 'y')).json()).toMatchObject({ path: 'up/made.txt' });
    const listed = (await client.get(`${files}?path=up/none/..`)).json<Entries>();
    expect(listed.items.map(({ path }) => path)).toEqual(['up/file.txt', 'up/made.txt']);
    expect((await client.delete(`${files}?path=none/../up/made.txt`)).status).toBe(204);
    const root = 'up/..';
    expect((await client.get(`${files}?path=${root}`)).status).toBe(200);
    expect((await client.post(`${files}/directories`, { path: root })).json()).toMatchObject({ path: '' });
    expect(typeAndStatus(await client.get(content(root)))).toEqual([409, 'file/is-a-directory']);
    expect(typeAndStatus(await write(root, 'x'))).toEqual([409, 'file/is-a-directory']);
    expect(typeAndStatus(await client.delete(`${files}?path=${root}`))).toEqual([400, 'file/outside-root']);
    const moved = await client.post(`${files}/move`, { from: root, to: 'x' });
    expect(typeAndStatus(moved)).toEqual([400, 'file/outside-root']);
  });

  it('with bytes that are not UTF-8 is escaped in the same way in answers and requests', async () => {
    const path = 'bytes/not\uFFFDFFutf-8';
    expect((await write(path, 'x')).json()).toMatchObject({ path });
    const listed = (await client.get(`${files}?path=bytes`)).json<Entries>();
    expect(listed.items.map((item) => item.path)).toEqual([path]);
    const tar = Buffer.from(await (await client.open('GET', `${files}/archive?path=bytes`)).arrayBuffer());
    expect(tar.includes(Buffer.from('not\xffutf-8', 'latin1'))).toBe(true);
    expect((await client.post(`${files}/move`, { from: path, to: 'bytes/utf-8' })).status).toBe(200);
    expect((await client.get(content('bytes/utf-8'))).text).toBe('x');
  });

  it('that is missing from the query is refused', async () => {
    const answers = [
      await client.get(`${files}/content`),
      await client.delete(files),
      await client.call('PUT', `${files}/content`, { body: 'x' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  });
});

describe('reading a file', () => {
  const read = (headers: Record<string, string>) => client.get(content('digits.txt'), headers);
  let tag: string;

  beforeAll(async () => {
    tag = (await write('digits.txt', '0123456789')).headers.get('etag') ?? '';
  });

  it('says what it is', async () => {
    const answer = await read({});
    expect([answer.status, answer.text]).toEqual([200, '0123456789']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '10',
      'content-type': 'application/octet-stream',
      etag: tag,
    });
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=5-500', '56789', 'bytes 5-9/10'],
  ])('gives the range %s', async (range, text, told) => {
    const answer = await read({ Range: range });
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([206, text, told]);
    expect(answer.headers.get('content-length')).toBe(String(text.length));
  });

  it('knows no range of HEAD', async () => {
    for (const range of ['bytes=0-3', 'bytes=100-']) {
      const answer = await client.call('HEAD', content('digits.txt'), { headers: { Range: range } });
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '10']);
      expect(answer.headers.get('content-range')).toBeNull();
    }
  });

  it('outside of it is refused', async () => {
    const answer = await read({ Range: 'bytes=10-' });
    expect(typeAndStatus(answer)).toEqual([416, 'request/range-not-satisfiable']);
    expect(answer.headers.get('content-range')).toBe('bytes */10');
  });

  it.each(['bytes=0-1,3-4', 'lines=1-2'])('gives all of it for %s', async (range) => {
    expect((await read({ Range: range })).status).toBe(200);
  });

  it('gives nothing that the client has', async () => {
    const answer = await read({ 'If-None-Match': tag });
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', tag]);
    expect((await read({ 'If-None-Match': '"other"' })).status).toBe(200);
  });

  it('gives a range only of the file that If-Range names', async () => {
    expect((await read({ Range: 'bytes=0-1', 'If-Range': tag })).status).toBe(206);
    expect((await read({ Range: 'bytes=0-1', 'If-Range': '"other"' })).status).toBe(200);
    expect((await read({ 'If-Match': '"other"' })).status).toBe(412);
  });

  it('answers HEAD without it', async () => {
    const answer = await client.call('HEAD', content('digits.txt'));
    expect([answer.status, answer.text, answer.headers.get('content-length')]).toEqual([200, '', '10']);
  });

  it('that is none, or a directory, is refused', async () => {
    expect(typeAndStatus(await client.get(content('nothing')))).toEqual([404, 'file/not-found']);
    await client.post(`${files}/directories`, { path: 'dir' });
    expect(typeAndStatus(await client.get(content('dir')))).toEqual([409, 'file/is-a-directory']);
  });
});

describe('the tree', () => {
  it('is listed by name, one directory or everything', async () => {
    for (const path of ['tree/b.txt', 'tree/a/deep.txt', 'tree/c.txt']) await write(path, 'x');
    const list = async (query: string) => (await client.get(`${files}?${query}`)).json<Entries>();
    expect((await list('path=tree')).items.map(({ path, type }) => [path, type])).toEqual([
      ['tree/a', 'directory'],
      ['tree/b.txt', 'file'],
      ['tree/c.txt', 'file'],
    ]);
    expect((await list('path=tree&recursive=true')).items.map(({ path }) => path)).toEqual([
      'tree/a',
      'tree/a/deep.txt',
      'tree/b.txt',
      'tree/c.txt',
    ]);
    const first = await list('path=tree&recursive&limit=3');
    const second = await list(`path=tree&recursive&limit=3&cursor=${first.nextCursor ?? ''}`);
    expect([first.items.length, second.items.map(({ path }) => path), second.nextCursor]).toEqual([
      3,
      ['tree/c.txt'],
      null,
    ]);
  });

  it('is moved about in, and replaces nothing', async () => {
    await write('move/from.txt', 'x');
    await write('move/taken.txt', 'y');
    const move = (from: string, to: string) => client.post(`${files}/move`, { from, to });
    expect((await move('move/from.txt', 'move/new/to.txt')).json()).toMatchObject({ path: 'move/new/to.txt', size: 1 });
    const taken = await move('move/new/to.txt', 'move/taken.txt');
    expect(typeAndStatus(taken)).toEqual([409, 'file/exists']);
    expect(taken.json()['detail']).toBe('move/taken.txt: is there already.');
    expect(typeAndStatus(await move('move', 'move/into/itself'))).toEqual([409, 'file/into-itself']);
    expect(typeAndStatus(await move('move/from.txt', 'x'))).toEqual([404, 'file/not-found']);
    expect(typeAndStatus(await move('move/taken.txt', '../x'))).toEqual([400, 'file/outside-root']);
  });

  it('loses what is removed', async () => {
    await write('gone/a.txt', 'x');
    expect((await client.delete(`${files}?path=gone`)).status).toBe(204);
    expect(typeAndStatus(await client.delete(`${files}?path=gone`))).toEqual([404, 'file/not-found']);
  });

  it('travels as an archive', async () => {
    await write('pack/one.txt', 'one');
    await write('pack/in/two.txt', 'two');
    const response = await client.open('GET', `${files}/archive?path=pack`);
    expect(response.headers.get('content-type')).toBe('application/x-tar');
    const tar = Buffer.from(await response.arrayBuffer());
    expect((await client.call('PUT', `${files}/archive?path=unpacked`, { body: tar })).status).toBe(204);
    expect((await client.get(content('unpacked/in/two.txt'))).text).toBe('two');
  });

  it('takes nothing that is no archive', async () => {
    const answer = await client.call('PUT', `${files}/archive`, { body: Buffer.from('x'.repeat(2_000)) });
    expect(typeAndStatus(answer)).toEqual([400, 'request/malformed']);
  });

  it('takes only what is said to be an archive, or of which nothing is said', async () => {
    const tar = Buffer.from(await (await client.open('GET', `${files}/archive?path=pack`)).arrayBuffer());
    const upload = (type: string) =>
      client.call('PUT', `${files}/archive?path=typed`, { body: tar, headers: { 'Content-Type': type } });
    for (const type of ['application/x-tar', 'Application/Tar', 'application/octet-stream; x=y']) {
      expect((await upload(type)).status).toBe(204);
    }
    for (const type of ['application/json', 'text/plain', 'application/gzip']) {
      expect(typeAndStatus(await upload(type))).toEqual([415, 'request/unsupported-media-type']);
    }
  });

  it('is packed from a directory alone', async () => {
    await write('single.txt', 'x');
    expect(typeAndStatus(await client.get(`${files}/archive?path=single.txt`))).toEqual([409, 'file/not-a-directory']);
  });

  it('takes no archive over the limit', async () => {
    await write('large/file.bin', Buffer.alloc(150_000, 'x'));
    const tar = await (await client.open('GET', `${files}/archive?path=large`)).blob();
    const answer = await client.call('PUT', `${files}/archive?path=copy`, { body: tar.stream() });
    expect(typeAndStatus(answer)).toEqual([413, 'request/too-large']);
  });
});

describe('watching', () => {
  it('tells what changes, and goes on where a reader left', async () => {
    const first = await client.open('GET', `${files}/watch?path=`);
    await write('watched/a.txt', 'x');
    const events = await readUntil(first, ({ data }) => data['path'] === 'watched/a.txt');
    const last = events.at(-1);
    expect(last).toMatchObject({ event: 'created', id: expect.any(Number) as number });
    await write('watched/b.txt', 'x');
    const headers = { 'Last-Event-ID': String(last?.id) };
    const second = await client.open('GET', `${files}/watch?path=`, { headers });
    const later = await readUntil(second, ({ data }) => data['path'] === 'watched/b.txt');
    expect(later[0]?.id).toBe((last?.id ?? 0) + 1);
    expect(later.map(({ event }) => event)).not.toContain('gap');
  });

  it.each(['never', 'before'])(
    'that saw nothing goes on where it was opened, in a place that changed %s',
    async (when) => {
      const place = `silent-${when}`;
      await client.post(`${files}/directories`, { path: place });
      const watched = `${files}/watch?path=${place}`;
      if (when === 'before') {
        const first = await client.open('GET', watched);
        await write(`${place}/known.txt`, 'x');
        await readUntil(first, ({ data }) => data['path'] === `${place}/known.txt`);
      }
      const cut = new AbortController();
      const quiet = await client.open('GET', watched, { signal: cut.signal });
      let id: string | undefined;
      for await (const block of readBlocks(quiet)) {
        id = /^id: (-?\d+)$/m.exec(block)?.[1];
        // An `EventSource` tells its program of nothing that has no data.
        expect(block).not.toMatch(/^(data|event):/m);
        if (id !== undefined) break;
      }
      cut.abort();
      await write(`${place}/missed.txt`, 'x');

      const again = await client.open('GET', watched, { headers: { 'Last-Event-ID': id ?? '' } });

      const events = await readUntil(again, ({ data }) => data['path'] === `${place}/missed.txt`);
      expect(events[0]).toMatchObject({ event: 'created', id: Number(id) + 1, data: { path: `${place}/missed.txt` } });
    },
  );

  it('from a position that it has not reached begins with a gap that goes forward', async () => {
    await client.post(`${files}/directories`, { path: 'quiet' });
    const open = await client.open('GET', `${files}/watch?path=quiet&from=99999999`);
    const [gap] = await readUntil(open, () => true);
    const { from, to } = gap?.data as { readonly from: number; readonly to: number };
    expect([gap?.event, from]).toEqual(['gap', to]);
    expect(gap?.id ?? 0).toBeGreaterThanOrEqual(0);
    expect(typeAndStatus(await client.get(`${files}/watch`, { 'Last-Event-ID': 'x' }))).toEqual([
      400,
      'request/invalid',
    ]);
  });

  it('of one directory says nothing of those below it', async () => {
    await client.post(`${files}/directories`, { path: 'flat/below' });
    const open = await client.open('GET', `${files}/watch?path=flat&recursive=false`);
    await write('flat/below/hidden.txt', 'x');
    await write('flat/seen.txt', 'x');
    const events = await readUntil(open, ({ data }) => data['path'] === 'flat/seen.txt');
    expect(events.map(({ data }) => data['path'])).not.toContain('flat/below/hidden.txt');
  });
});

describe('looking at one entry', () => {
  it('tells what it is, and its entity tag, by which it can be written', async () => {
    const made = await write('s/one.txt', 'one');
    const file = await client.get(`${files}/stat?path=s/one.txt`);
    expect(file.json()).toEqual(made.json());
    expect(file.headers.get('etag')).toBe(made.headers.get('etag'));
    expect((await client.get(`${files}/stat?path=s`)).json()).toMatchObject({ path: 's', type: 'directory' });
    expect((await client.get(`${files}/stat`)).json()).toMatchObject({ path: '', type: 'directory' });
    expect(typeAndStatus(await client.get(`${files}/stat?path=s/none`))).toEqual([404, 'file/not-found']);
    expect(typeAndStatus(await client.get(`${files}/stat?path=../x`))).toEqual([400, 'file/outside-root']);
  });
});
