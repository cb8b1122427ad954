import { describe, expect, it } from 'vitest';
import { makeWorld } from './world.js';

describe('files of a sandbox', () => {
  it('are written, read, looked at and removed', async () => {
    await using world = await makeWorld();
    const { commands, files } = await (await world.client()).create();
    await files.writeFiles([
      { path: 'a/one.txt', data: 'one' },
      { path: '/workspace/a/two.sh', data: new TextEncoder().encode('echo two'), mode: 755 },
      { path: 'empty' },
    ]);
    expect(await files.readFile('/workspace/a/one.txt')).toBe('one');
    expect((await commands.run('a/two.sh')).logs.stdout).toMatchObject([{ text: 'two' }]);
    expect(await files.getFileInfo(['a/one.txt', '/workspace/a/two.sh', 'empty'])).toMatchObject({
      'a/one.txt': { path: '/workspace/a/one.txt', type: 'file', size: 3, mode: 644 },
      '/workspace/a/two.sh': { mode: 755 },
      empty: { size: 0 },
    });
    await files.deleteFiles(['a/one.txt', 'empty']);
    await expect(files.getFileInfo(['a/one.txt'])).rejects.toMatchObject({
      statusCode: 404,
      error: { code: 'FILE_NOT_FOUND' },
    });
    await expect(files.deleteFiles(['a'])).rejects.toMatchObject({ statusCode: 400, error: { code: 'INVALID_FILE' } });
  });

  it('go both ways as streams, and in ranges', async () => {
    await using world = await makeWorld();
    const { files } = await (await world.client()).create();
    const piece = new Uint8Array(100_003).map((_, at) => at % 251);
    async function* pieces() {
      for (let count = 0; count < 20; count += 1) yield await Promise.resolve(piece);
    }
    await files.writeFiles([{ path: 'large.bin', data: pieces() }]);
    const whole = Buffer.concat(Array.from({ length: 20 }, () => piece));
    const read: Uint8Array[] = [];
    for await (const part of files.readBytesStream('large.bin')) read.push(part);
    expect(Buffer.concat(read).equals(whole)).toBe(true);
    const range = await files.readBytes('large.bin', { range: 'bytes=100000-100009' });
    expect(Buffer.from(range)).toEqual(whole.subarray(100_000, 100_010));
    await expect(files.readBytes('large.bin', { range: 'bytes=99999999-' })).rejects.toMatchObject({ statusCode: 416 });
  });

  it('have no text replaced in them when they are very large', async () => {
    await using world = await makeWorld();
    const { files } = await (await world.client()).create();
    const large = Buffer.alloc(16 * 1_048_576 + 1, 'o');
    await files.writeFiles([{ path: 'large.txt', data: large }]);
    const replacing = files.replaceContents([{ path: 'large.txt', oldContent: 'o', newContent: 'n' }]);
    await expect(replacing).rejects.toMatchObject({ statusCode: 413 });
    expect(large.equals(await files.readBytes('large.txt'))).toBe(true);
  });

  it('are moved, replaced in, given modes, and found', async () => {
    await using world = await makeWorld();
    const { files } = await (await world.client()).create();
    await files.createDirectories([{ path: 'src/deep' }, { path: 'secret', mode: 700 }]);
    await files.writeFiles([
      { path: 'src/a.py', data: 'old old' },
      { path: 'src/deep/b.py', data: Buffer.from([0xff, ...Buffer.from('old')]) },
      { path: 'src/c.md', data: 'none' },
    ]);
    const counts = await files.replaceContentsDetailed([
      { path: 'src/a.py', oldContent: 'old', newContent: 'new' },
      { path: 'src/deep/b.py', oldContent: 'old', newContent: 'new' },
      { path: 'src/c.md', oldContent: 'old', newContent: 'new' },
    ]);
    expect(counts.map(({ replacedCount }) => replacedCount)).toEqual([2, 1, 0]);
    expect(await files.readFile('src/a.py')).toBe('new new');
    expect([...(await files.readBytes('src/deep/b.py'))]).toEqual([0xff, ...Buffer.from('new')]);

    const pathsOf = (found: readonly { readonly path: string }[]) => found.map(({ path }) => path).toSorted();
    expect(pathsOf(await files.search({ path: 'src', pattern: '*.py' }))).toEqual([
      '/workspace/src/a.py',
      '/workspace/src/deep/b.py',
    ]);
    expect(pathsOf(await files.search({ path: '/workspace', pattern: 'src/*/?.py' }))).toEqual([
      '/workspace/src/deep/b.py',
    ]);
    await files.setPermissions([{ path: 'src/a.py', mode: 600 }]);
    await files.moveFiles([{ src: 'src/a.py', dest: 'src/moved.py' }]);
    const listed = await files.listDirectory({ path: '/workspace/src', depth: 2 });
    expect(listed.map(({ path, mode }) => [path, mode])).toEqual([
      ['/workspace/src/c.md', 644],
      ['/workspace/src/deep', 755],
      ['/workspace/src/deep/b.py', 644],
      ['/workspace/src/moved.py', 600],
    ]);
    expect(await files.getFileInfo(['secret'])).toMatchObject({ secret: { type: 'directory', mode: 700 } });
    await files.deleteDirectories(['src']);
    expect(pathsOf(await files.listDirectory({ path: '.' }))).toEqual(['/workspace/secret']);
  });

  it.each(['/etc/passwd', '../outside', '/workspace/../outside', '/workspacex'])('are none at %s', async (path) => {
    await using world = await makeWorld();
    const { files } = await (await world.client()).create();
    const refused = { statusCode: 400 };
    await expect(files.readFile(path)).rejects.toMatchObject(refused);
    await expect(files.writeFiles([{ path, data: 'x' }])).rejects.toMatchObject(refused);
    await expect(files.search({ path })).rejects.toMatchObject(refused);
    await expect(files.moveFiles([{ src: 'a', dest: path }])).rejects.toMatchObject(refused);
  });

  it('are not taken from forms that are none', async () => {
    await using world = await makeWorld();
    const client = await world.client();
    const { files, id } = await client.create();
    const send = (body: string, type = 'multipart/form-data; boundary=mark') =>
      client.fetch(`/sandboxes/${id}/execd/files/upload`, { method: 'POST', headers: { 'content-type': type }, body });
    const metadata = (json: string) => `--mark\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${json}\r\n`;
    const file = '--mark\r\nContent-Disposition: form-data; name="file"\r\n\r\ndata\r\n';
    for (const body of [
      '',
      'nonsense',
      '--mark',
      `${file}--mark--`,
      `${metadata('{')}${file}--mark--`,
      `${metadata('{"path":"a","mode":999}')}${file}--mark--`,
      `${metadata('{"path":"a"}')}--mark\r\nContent-Disposition: form-data; name="file"\r\n\r\nbroken off`,
    ]) {
      const answer = await send(body);
      expect([body, answer.status, await answer.json()]).toEqual([
        body,
        400,
        { code: 'INVALID_FILE_METADATA', message: expect.any(String) },
      ]);
    }
    expect((await send('{}', 'application/json')).status).toBe(400);
    expect(await files.listDirectory({ path: '.' })).toEqual([]);
    expect((await send(`${metadata('{"path":"a"}')}${file}--mark--`)).status).toBe(200);
    expect(await files.readFile('a')).toBe('data');
  });

  it('belong to nobody else in the workspace', async () => {
    await using world = await makeWorld();
    const { files } = await (await world.client()).create();
    await expect(files.createDirectories([{ path: 'a', owner: 'root' }])).rejects.toMatchObject({ statusCode: 501 });
    await expect(files.setPermissions([{ path: 'a', mode: 644, group: 'root' }])).rejects.toMatchObject({
      statusCode: 501,
    });
  });
});
