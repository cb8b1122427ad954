import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { expectErr, expectOk } from '@carrel/conformance';
import type { FileConnection } from '@carrel/core/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentBinary } from '../src/index.js';
import { runAgent, type RunningAgent } from './running-agent.js';

// What a file system holds that only programs in it can make, and no client of the agent.
describe.runIf(process.platform === 'linux')('files of the agent', () => {
  let agent: RunningAgent;
  let files: FileConnection;

  beforeEach(async () => {
    agent = await runAgent();
    ({ files } = await agent.connect());
  });

  afterEach(() => agent[Symbol.asyncDispose]());

  const at = (path: string) => join(agent.root, path);
  const download = async (path: string) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await expectOk(files.download(path))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  /** The names that GNU tar finds in the archive, a character for each byte. */
  const namesIn = (archive: Buffer) =>
    execFileSync('tar', ['--list', '--quoting-style=literal'], { input: archive, encoding: 'latin1' })
      .split('\n')
      .filter((name) => name !== '')
      .sort();

  describe('a pipe, a socket or a device', () => {
    const names = ['device', 'pipe', 'socket'];

    const prepare = async (): Promise<AsyncDisposable> => {
      mkdirSync(at('dir'));
      for (const name of ['a', 'z']) writeFileSync(at(`dir/${name}`), name);
      execFileSync('mkfifo', [at('dir/pipe')]);
      if (process.getuid?.() === 0) execFileSync('mknod', [at('dir/device'), 'c', '1', '3']);
      else execFileSync('mkfifo', [at('dir/device')]);
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(at('dir/socket'), resolve));
      return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
    };

    it('is left out of lists and archives, which are whole', async () => {
      await using _ = await prepare();
      const listed = await expectOk(files.list('', { recursive: true }));
      expect(listed.map(({ path }) => path)).toEqual(['dir', 'dir/a', 'dir/z']);
      expect(namesIn(await download('dir'))).toEqual(['a', 'z']);
    });

    it('is file/special under its own path, which nothing waits for', async () => {
      await using _ = await prepare();
      for (const path of names.map((name) => `dir/${name}`)) {
        const data = Buffer.from('x');
        expect((await expectErr(files.stat(path), 'file/special')).path).toBe(path);
        await expectErr(files.read(path), 'file/special');
        await expectErr(files.write(path, data), 'file/special');
        await expectErr(files.write(path, data, { atomic: true }), 'file/special');
        expect((await expectErr(files.move(path, 'elsewhere'), 'file/special')).path).toBe(path);
      }
    });

    it('can be removed, also with what it is in', async () => {
      await using _ = await prepare();
      await expectOk(files.remove('dir/pipe'));
      expect(existsSync(at('dir/pipe'))).toBe(false);
      await expectOk(files.remove('dir'));
      expect(existsSync(at('dir'))).toBe(false);
    });
  });

  describe('a name that is not UTF-8', () => {
    const raw = (path: string) => Buffer.from(at(path), 'latin1');
    const LISTED = 'dir/bad\uFFFDFFname';

    beforeEach(() => {
      mkdirSync(at('dir'));
      writeFileSync(raw('dir/bad\xffname'), 'content');
    });

    it('is listed under a path that every operation takes', async () => {
      expect((await expectOk(files.list('dir'))).map(({ path }) => path)).toEqual([LISTED]);
      expect((await expectOk(files.stat(LISTED))).path).toBe(LISTED);
      await expectOk(files.write(LISTED, Buffer.from('other')));
      await expectOk(files.move(LISTED, 'moved\uFFFDC3'));
      expect(existsSync(raw('moved\xc3'))).toBe(true);
      await expectOk(files.remove('moved\uFFFDC3'));
      expect(existsSync(raw('moved\xc3'))).toBe(false);
    });

    it('travels in archives with its bytes, however long, and so do those of links', async () => {
      const long = `${'long'.repeat(30)}\xfe`;
      mkdirSync(raw(`dir/${long}`));
      writeFileSync(raw(`dir/${long}/\xfd`), 'deep');
      symlinkSync(Buffer.from('bad\xffname', 'latin1'), raw('dir/link'));
      const archive = await download('dir');
      expect(namesIn(archive)).toEqual(['bad\xffname', 'link', `${long}/`, `${long}/\xfd`]);
      await expectOk(files.upload('copy', Readable.from([archive])));
      expect(readdirSync(Buffer.from(at('copy')), { encoding: 'latin1' }).sort()).toEqual([
        'bad\xffname',
        'link',
        long,
      ]);
    });
  });

  describe('a download', () => {
    it.runIf(process.getuid?.() === 0)('that may not read all it should hold fails before its first byte', async () => {
      await using other = await runAgent({}, await withoutPrivileges(dirname(agent.root)));
      const { files: theirs } = await other.connect();
      for (const [name, mode] of [
        ['file', 0o600],
        ['directory', 0o700],
      ] as const) {
        const path = join(other.root, name);
        if (name === 'file') writeFileSync(path, 'x');
        else mkdirSync(path);
        chmodSync(path, mode);
        expect((await expectErr(theirs.download(''), 'file/permission-denied')).path).toBe(name);
        chmodSync(path, 0o755);
        await expectOk(theirs.download(''));
      }
    });

    it('leaves out what is removed or replaced after the listing', async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(at(name), name);
      const chunks = (await expectOk(files.download('')))[Symbol.asyncIterator]();
      const parts = [(await chunks.next()).value ?? Buffer.alloc(0)];
      execFileSync('sh', ['-c', 'rm b c d; mkfifo c; mkdir d; ln -s d d/loop'], { cwd: agent.root });
      for (let part = await chunks.next(); part.done !== true; part = await chunks.next()) parts.push(part.value);
      expect(namesIn(Buffer.concat(parts))).toEqual(['a', 'e']);
    });
  });
});

/** A program in `directory` that is the agent as a user who may do little. */
async function withoutPrivileges(directory: string): Promise<string> {
  const { path } = await expectOk(agentBinary());
  const program = join(directory, 'agent');
  copyFileSync(path, `${program}-itself`);
  // `serve --root DIR --socket PATH`
  const script = `#!/bin/sh\nchown -R 65534 "\${3%/*}"\nexec setpriv --reuid 65534 --clear-groups "$0-itself" "$@"\n`;
  writeFileSync(program, script, { mode: 0o755 });
  chmodSync(directory, 0o755);
  return program;
}
