import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectErr, expectOk } from '@carrel/conformance';
import { createCarrel, unwrap, type Caller, type Carrel, type CarrelOptions } from '@carrel/core';
import { systemClock, type Clock } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import type { SessionSource } from '@carrel/core/sessions';
import type { RecordStore } from '@carrel/core/store';
import type { Logger } from '@carrel/core/telemetry';
import { commands, workspaces, type SourceFailure, type SourceOptions } from '@carrel/core/workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localRuntime } from '../src/index.js';
import { GitServer } from './git-server.js';

const SECRET = 'hunter2-with-"quotes"-and-$signs';
const CREDENTIALS = { username: 'ada', password: SECRET };
const BASIC = `Basic ${Buffer.from(`${CREDENTIALS.username}:${SECRET}`).toString('base64')}`;

let git: GitServer;
let first = '';

beforeAll(async () => {
  git = await GitServer.start();
  const work = git.work('app');
  first = git.commit(work, { 'README.md': 'one\n' }, 'one');
  git.git(work, 'tag', 'v1');
  for (let number = 2; number < 6; number += 1) git.commit(work, { 'README.md': `${String(number)}\n` });
  git.git(work, 'switch', '--quiet', '--create', 'topic/a');
  git.commit(work, { 'topic.txt': 'topic\n' });
  git.git(work, 'switch', '--quiet', 'main');
  git.publish('app');
  const heavy = git.work('heavy');
  // Large in its history alone, of which no list of its files tells.
  git.commit(heavy, { 'data.bin': randomBytes(3_000_000) });
  git.git(heavy, 'rm', '--quiet', 'data.bin');
  git.commit(heavy, { 'small.txt': 'small\n' });
  git.publish('heavy');
});

afterAll(() => git[Symbol.asyncDispose]());

describe('the source of a session', () => {
  it('is in its workspace when that is ready, at the branch that the source shows', async () => {
    await using it = await world();
    const workspace = await it.open({ gitUrl: git.url('app') });
    expect(await it.text(workspace, 'README.md')).toBe('5\n');
    expect(await it.shell(workspace, 'git status --short --branch')).toBe('## main...origin/main\n');
    expect(await it.shell(workspace, 'git remote get-url origin')).toBe(`${git.url('app')}\n`);
  });

  it.each([
    ['a branch', 'topic/a', 'topic.txt', '## topic/a...origin/topic/a\n'],
    ['a tag', 'v1', 'README.md', '## HEAD (no branch)\n'],
  ])('is at %s that is asked for', async (_kind, ref, path, status) => {
    await using it = await world();
    const workspace = await it.open({ gitUrl: git.url('app'), ref });
    expect((await it.text(workspace, path)).length).toBeGreaterThan(0);
    expect(await it.shell(workspace, 'git status --short --branch')).toBe(status);
  });

  it('is at a commit that is asked for by its whole name', async () => {
    await using it = await world();
    const workspace = await it.open({ gitUrl: git.url('app'), ref: first });
    expect(await it.shell(workspace, 'git rev-parse HEAD')).toBe(`${first}\n`);
    expect(await it.text(workspace, 'README.md')).toBe('one\n');
  });

  it('has no more history than was asked for', async () => {
    await using it = await world({ sources: { depth: 2 } });
    const workspace = await it.open({ gitUrl: git.url('app') });
    expect(await it.shell(workspace, 'git rev-list --count HEAD')).toBe('2\n');
    await using whole = await world({ sources: { depth: 0 } });
    expect(await whole.shell(await whole.open({ gitUrl: git.url('app') }), 'git rev-list --count HEAD')).toBe('5\n');
  });

  it('may have nothing in it yet', async () => {
    git.work('empty');
    git.publish('empty');
    await using it = await world();
    const workspace = await it.open({ gitUrl: git.url('empty') });
    expect(await it.shell(workspace, 'git remote get-url origin')).toBe(`${git.url('empty')}\n`);
  });

  it('is told of as it comes', async () => {
    await using it = await world();
    const { caller, carrel } = it;
    const { id } = await it.session({ gitUrl: git.url('app') });
    const events = await expectOk(carrel.workspaces.events(caller, id));
    const starting = carrel.workspaces.start(caller, id);
    const lines: string[] = [];
    for await (const event of events) {
      if (event.type === 'progress' && event.phase === 'source') lines.push(event.line);
      if (event.type === 'state' && event.workspace.state === 'ready') break;
    }
    await expectOk(starting);
    expect(lines).toContain('looking at the source');
  });

  it('runs nothing of its own and brings no other source', async () => {
    const work = git.work('hostile');
    git.commit(work, {
      '.gitattributes': '* filter=lfs\n*.txt filter=evil\n',
      'a.txt': 'text\n',
      '.gitmodules': `[submodule "app"]\n\tpath = app\n\turl = ${git.url('app')}\n`,
      '.husky/post-checkout': '#!/bin/sh\ntouch "$HOME/ran"\n',
    });
    git.publish('hostile');
    await using it = await world();
    const workspace = await it.open({ gitUrl: git.url('hostile') });
    const paths = (await expectOk(workspace.files.list())).map(({ path }) => path);
    expect(paths).not.toContain('ran');
    expect(paths).not.toContain('app');
    expect(await it.shell(workspace, 'ls .git/hooks 2>/dev/null; cat .git/config')).not.toMatch(
      /sample|filter|submodule/,
    );
  });

  it('comes again with a new life of the workspace, of which nothing was kept', async () => {
    await using it = await world();
    const { carrel, caller } = it;
    const { id } = await it.session({ gitUrl: git.url('app') });
    await expectOk(carrel.workspaces.open(caller, id));
    await expectOk(carrel.workspaces.stop(caller, id));
    const before = git.requests;
    const again = await expectOk(carrel.workspaces.open(caller, id));
    expect(again.incarnation).toBe(2);
    expect(await it.text(again, 'README.md')).toBe('5\n');
    expect(git.requests).toBeGreaterThan(before);
  });

  it('is not cloned where the host fills workspaces itself', async () => {
    await using it = await world({ sources: { clone: false } });
    const workspace = await it.open({ gitUrl: git.url('app') });
    expect((await expectOk(workspace.files.list())).map(({ path }) => path)).not.toContain('README.md');
  });
});

describe('a control plane that ends while it clones', () => {
  it('leaves no half of it: another one throws the box away, and clones again', async () => {
    await using it = await world();
    const { id } = await it.session({ gitUrl: git.url('app') });
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    // Past the look at its refs, a part is in the workspace.
    git.onRequest = ({ method }) => {
      if (method !== 'POST' || !hasBegun()) return undefined;
      reach();
      return new Promise<void>((resolve) => setTimeout(resolve, 3_000));
    };
    const hasBegun = () =>
      readdirSync(it.boxes, { recursive: true }).some((path) => String(path).endsWith('.git/HEAD'));
    const given = it.carrel.workspaces.start(it.caller, id);
    await reached;
    git.onRequest = () => undefined;

    const hoursLater: Clock = { ...systemClock, now: () => systemClock.now() + 2 * 3_600_000 };
    const next = await createCarrel({
      store: it.store,
      runtime: localRuntime({ baseDir: it.boxes }),
      clock: hoursLater,
    });
    expect(await expectOk(next.workspaces.get(it.caller, id))).toMatchObject({ reason: 'start-interrupted' });
    const workspace = await expectOk(next.workspaces.open(it.caller, id));
    expect(workspace.incarnation).toBe(2);
    expect(await it.text(workspace, 'README.md')).toBe('5\n');
    expect(await it.shell(workspace, 'git fsck 2>&1 && git status --short')).toBe('');
    expect((await given).isErr()).toBe(true);
  }, 120_000);
});

describe('a source that does not come', () => {
  it.each<[SourceFailure, () => Partial<SourceSettings>]>([
    ['not-found', () => ({ source: { gitUrl: git.url('nothing') } })],
    ['ref-not-found', () => ({ source: { gitUrl: git.url('app'), ref: 'no-such-branch' } })],
    ['ref-not-found', () => ({ source: { gitUrl: git.url('app'), ref: 'v1..v2' } })],
    ['ref-not-found', () => ({ source: { gitUrl: git.url('app'), ref: '0'.repeat(40) } })],
    ['scheme-refused', () => ({ source: { gitUrl: 'ssh://git@127.0.0.1/app.git' } })],
    ['scheme-refused', () => ({ source: { gitUrl: 'git://127.0.0.1/app.git' } })],
    ['unreachable', () => ({ source: { gitUrl: 'http://127.0.0.1:1/app.git' } })],
    ['unreachable', () => ({ source: { gitUrl: 'http://nobody.invalid/app.git' } })],
    ['auth-refused', () => ({ wanted: BASIC })],
    [
      'auth-refused',
      () => ({ wanted: BASIC, sources: { credentials: () => ({ ...CREDENTIALS, password: 'wrong' }) } }),
    ],
    ['auth-refused', () => ({ sources: { credentials: () => Promise.reject(new Error(SECRET)) } })],
    ['auth-refused', () => ({ sources: { credentials: () => ({ username: 'a', password: 'b\nhost=evil' }) } })],
    ['too-large', () => ({ sources: { maxFiles: 0 } })],
    ['too-large', () => ({ sources: { maxBytes: 1 } })],
    ['too-large', () => ({ source: { gitUrl: git.url('heavy') }, sources: { maxBytes: 1_500_000 } })],
    ['scheme-refused', () => ({ redirect: 'https://127.0.0.1:1' })],
    ['scheme-refused', () => ({ redirect: 'file://' })],
    ['timeout', () => ({ hang: true, sources: { timeoutMs: 700 } })],
    ['no-git', () => ({ noGit: true })],
  ])('fails the start with %s (%#)', async (reason, make) => {
    const { source = { gitUrl: git.url('app') }, ...settings } = make();
    Object.assign(git, { wanted: settings.wanted ?? null, redirect: settings.redirect ?? null });
    if (settings.hang === true) git.onRequest = () => new Promise<void>((resolve) => setTimeout(resolve, 2_000));
    // A search path with what a box needs and no git.
    const empty = settings.noGit === true ? await mkdtemp(join(tmpdir(), 'carrel-no-git-')) : null;
    try {
      const env = empty === null ? {} : { env: { PATH: empty } };
      await using it = await world({
        ...env,
        ...(settings.sources === undefined ? {} : { sources: settings.sources }),
      });
      const { id } = await it.session(source);
      const error = await expectErr(it.carrel.workspaces.start(it.caller, id), 'workspace/source-failed');
      expect(error.reason).toBe(reason);
      expect(await expectOk(it.carrel.workspaces.get(it.caller, id))).toMatchObject({
        state: 'failed',
        reason: 'source-failed',
      });
      const [installation = ''] = await readdir(it.boxes);
      expect(await readdir(join(it.boxes, installation))).toEqual([]);
      expect(JSON.stringify([error, it.logged])).not.toContain('hunter2');
    } finally {
      Object.assign(git, { wanted: null, redirect: null, onRequest: () => undefined });
      if (empty !== null) await rm(empty, { recursive: true });
    }
  });
});

interface SourceSettings {
  readonly source: SessionSource;
  readonly sources: SourceOptions;
  readonly wanted: string;
  readonly redirect: string;
  readonly hang: boolean;
  readonly noGit: boolean;
}

describe('the credentials of a source', () => {
  it('reach its server, and no argument, environment, file, record, event or log', async () => {
    git.wanted = BASIC;
    const seen: string[] = [];
    git.onRequest = () => void seen.push(everyProcess());
    try {
      await using it = await world({ sources: { credentials: () => CREDENTIALS } });
      const { id } = await it.session({ gitUrl: git.url('app') });
      const events = await expectOk(it.carrel.workspaces.events(it.caller, id));
      const workspace = await expectOk(it.carrel.workspaces.open(it.caller, id));
      expect(await it.text(workspace, 'README.md')).toBe('5\n');
      const told: unknown[] = [];
      for await (const event of events) {
        told.push(event);
        if (event.type === 'state' && event.workspace.state === 'ready') break;
      }
      expect(seen.length).toBeGreaterThan(1);
      // It looks at the right processes: git's are among them.
      expect(seen.join()).toContain('git-remote-http');
      const forms = [SECRET, 'hunter2', BASIC.slice('Basic '.length)];
      const files = await everyFile(it.boxes);
      const stored = await expectOk(it.carrel.sessions.get(it.caller, id));
      const records = JSON.stringify(stored) + (await everyRecord(it.store));
      expect(records).toContain(git.url('app'));
      const everywhere = [...seen, ...files, records, JSON.stringify([told, it.logged])];
      for (const form of forms) expect(everywhere.filter((text) => text.includes(form))).toEqual([]);
      expect(await it.shell(workspace, 'ls -A "$TMPDIR"')).toBe('');
    } finally {
      Object.assign(git, { wanted: null, onRequest: () => undefined });
    }
  });

  it('go to no other host that it leads to', async () => {
    await using other = await GitServer.start();
    const asked: (string | undefined)[] = [];
    other.wanted = BASIC;
    other.onRequest = ({ headers }) => void asked.push(headers.authorization);
    git.redirect = `http://127.0.0.1:${String(other.port)}`;
    try {
      await using it = await world({ sources: { credentials: () => CREDENTIALS } });
      const { id } = await it.session({ gitUrl: git.url('app') });
      const error = await expectErr(it.carrel.workspaces.start(it.caller, id), 'workspace/source-failed');
      expect(error.reason).toBe('auth-refused');
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.every((authorization) => authorization === undefined)).toBe(true);
    } finally {
      git.redirect = null;
    }
  });
});

/** The arguments and the environment of every process of this machine that may be looked at. */
function everyProcess(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((what) => readOrNothing(`/proc/${pid}/${what}`)))
    .join('\n');
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

async function everyRecord(store: RecordStore): Promise<string> {
  const found = await Promise.all([
    unwrap(store.read((view) => view.scan(workspaces, { limit: 500 }))),
    unwrap(store.read((view) => view.scan(commands, { limit: 500 }))),
  ]);
  return JSON.stringify(found);
}

async function everyFile(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}

interface WorldOptions {
  readonly sources?: SourceOptions;
  readonly env?: Readonly<Record<string, string>>;
}

async function world({ sources, env }: WorldOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'carrel-sources-'));
  const boxes = join(directory, 'boxes');
  const logged: unknown[] = [];
  const store = memoryStore();
  const options: CarrelOptions = {
    store,
    runtime: localRuntime({ baseDir: boxes, ...(env === undefined ? {} : { env }) }),
    logger: recording(logged),
    ...(sources === undefined ? {} : { sources }),
  };
  const carrel: Carrel = await createCarrel(options);
  const user = { email: 'ada@example.com', password: 'analytical engine' };
  const { tokens } = await unwrap(carrel.identity.register(user, { requestId: 'sources' }));
  const caller: Caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'sources'));
  const session = (source: SessionSource) =>
    expectOk(carrel.sessions.create(caller, { kind: 'solo', languages: ['bash'], source }));
  type Open = Awaited<ReturnType<typeof open>>;
  const open = async (source: SessionSource) => expectOk(carrel.workspaces.open(caller, (await session(source)).id));
  return {
    ...{ store, boxes, logged, carrel, caller, session, open },
    text: (workspace: Open, path: string) => expectOk(workspace.files.readText(path)),
    shell: async (workspace: Open, line: string) => (await expectOk(workspace.commands.run(line))).stdout,
    async [Symbol.asyncDispose]() {
      const { items } = await unwrap(carrel.sessions.list(caller, {}));
      for (const { id } of items) await unwrap(carrel.sessions.remove(caller, id));
      await carrel.dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function recording(lines: unknown[]): Logger {
  const write = (...parts: unknown[]) => void lines.push(parts);
  const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
  return logger;
}
