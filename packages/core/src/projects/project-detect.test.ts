import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { newCaller } from '../../test/platform-fixture.js';
import { PACKAGE, SITE, world } from '../../test/project-fixture.js';

describe('detect', () => {
  const files = {
    'package.json': PACKAGE,
    'pnpm-lock.yaml': '',
    'web/package.json': SITE,
    'web/app/page.js': '',
    'jobs/requirements.txt': 'celery\n',
    'node_modules/vue/package.json': JSON.stringify({ dependencies: { vue: '3' } }),
    '.hidden/Cargo.toml': '[package]\nname = "x"\n',
  };

  it('tells what the workspace is built with, with evidence and commands, best first', async () => {
    await using it = await world(files);

    const { detections, truncated } = expectOk(await it.workspace.projects.detect());

    expect(detections.map(({ id, directory }) => `${id} in /${directory}`)).toEqual([
      'next in /web',
      'express in /',
      'python in /jobs',
    ]);
    expect(detections[0]).toMatchObject({
      evidence: ['web/package.json: dependency next', 'pnpm-lock.yaml'],
      manager: 'pnpm',
      commands: { install: ['pnpm', 'install'], run: ['pnpm', 'run', 'dev'] },
      ports: [3000],
    });
    expect(truncated).toBe(false);
  });

  it('looks at one directory alone, and knows the lock file above it', async () => {
    await using it = await world(files);

    const { detections } = expectOk(await it.workspace.projects.detect('./web//'));

    expect(detections.map(({ id, directory, manager }) => [id, directory, manager])).toEqual([['next', 'web', 'pnpm']]);
    expect(expectOk(await it.workspace.projects.detect('web/app')).detections).toEqual([]);
  });

  it('says that a directory is not there, is a file, or lies outside', async () => {
    await using it = await world(files);

    expectErr(await it.workspace.projects.detect('none'), 'file/not-found');
    expectErr(await it.workspace.projects.detect('package.json'), 'file/not-a-directory');
    const outside = expectErr(await it.workspace.projects.detect('web/../..'), 'request/invalid');
    expect(outside.issues).toEqual([{ path: '', message: expect.stringContaining('outside') }]);
  });

  it.each([
    ['entries', { maxEntries: 2 }],
    ['directories', { maxDirectories: 2 }],
  ])('says when there are more %s than it looks at', async (_what, projects) => {
    await using it = await world(files, { projects });

    const { detections, truncated } = expectOk(await it.workspace.projects.detect());

    expect(truncated).toBe(true);
    expect(detections.length).toBeLessThan(3);
  });

  it('looks at no more where there are directories alone', async () => {
    await using it = await world(files, { projects: { maxEntries: 20, maxDepth: 2 } });
    const names = Array.from({ length: 30 }, (_, index) => `many/${String(index)}/deep`);
    for (const name of names) expectOk(await it.workspace.files.makeDirectory(name));

    const { detections, truncated } = expectOk(await it.workspace.projects.detect());

    expect(truncated).toBe(true);
    expect(detections.map(({ directory }) => directory)).toContain('');
  });

  it('reads no more of a manifest, no more of them and no deeper than it may', async () => {
    await using it = await world(
      { ...files, 'a/b/go.mod': 'module b\n' },
      { projects: { maxManifestBytes: 60, maxDepth: 1 } },
    );

    const { detections } = expectOk(await it.workspace.projects.detect());

    expect(detections.find(({ directory }) => directory === 'web')).toMatchObject({
      id: 'node',
      evidence: expect.arrayContaining(['web/package.json: too large']),
    });
    expect(detections.find(({ directory }) => directory === 'a/b')).toBeUndefined();
    expect(detections.find(({ directory }) => directory === 'jobs')).toBeDefined();
    await using few = await world(files, { projects: { maxManifests: 1 } });
    const first = expectOk(await few.workspace.projects.detect());
    expect(first.detections.map(({ directory }) => directory)).toEqual(['']);
  });

  it('is of those who may use the session alone', async () => {
    await using it = await world(files);

    expectErr(await it.carrel.projects.detect(await newCaller(it.carrel), it.id), 'session/not-found');
  });

  it('fails where nothing runs, and in another life', async () => {
    await using it = await world(files);
    expectOk(await it.carrel.workspaces.stop(it.caller, it.id));

    expectErr(await it.carrel.projects.detect(it.caller, it.id), 'workspace/not-running');
    expectErr(await it.workspace.projects.detect(), 'workspace/replaced');
  });
});
