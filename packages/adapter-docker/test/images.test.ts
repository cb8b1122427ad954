import { randomUUID } from 'node:crypto';
import { allAtOnce, expectErr, expectOk, freePort } from '@carrel/conformance';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerRuntime, imageRecipe } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';

const lua = builtInLanguages.filter(({ id }) => id === 'lua');
/** A name that only this run has, so that the image is built, by layers that are kept. */
const repository = `carrel-test/${randomUUID()}`;
const image = resolveImage(lua, { repository, recipe: imageRecipe() })._unsafeUnwrap();

describe.runIf(await hasDocker())('the images of dockerRuntime', () => {
  const runtime = dockerRuntime();

  afterAll(async () => {
    await docker.getImage(image.tag).remove({ force: true });
    await runtime.dispose();
  });

  it('are built once for all who want them, with progress, and are there then', { timeout: 200_000 }, async () => {
    const lines: string[] = [];
    const onProgress = (line: string) => {
      lines.push(line);
    };

    const prepared = await allAtOnce(5, () => runtime.prepareImage(image, { onProgress }));

    for (const one of prepared) await expectOk(one);
    // Each of them hears of the one build.
    expect(lines.filter((line) => line.startsWith('Step 1/'))).toHaveLength(5);
    const { Config: config } = await docker.getImage(image.tag).inspect();
    expect(config).toMatchObject({ User: '1000:1000', WorkingDir: '/workspace', Labels: { 'carrel.image': 'lua' } });
    lines.length = 0;
    await expectOk(runtime.prepareImage(image, { onProgress }));
    expect(lines).toEqual([]);
  });

  it('say so when they cannot be built', { timeout: 100_000 }, async () => {
    const broken = { ...image, tag: `${repository}:broken`, packages: ['carrel-no-such-package'] };

    const error = await expectErr(runtime.prepareImage(broken), 'runtime/failed');

    expect(error.message).toBe('The image could not be built.');
  });

  it('say which base is missing that no registry gives', { timeout: 100_000 }, async () => {
    const base = `127.0.0.1:${await freePort()}/carrel-test/base`;

    const error = await expectErr(
      runtime.prepareImage({ ...image, tag: `${repository}:baseless`, base }),
      'runtime/unavailable',
    );

    expect(error.message).toContain(`the base ${base}, which the engine lacks`);
  });

  it('are given up when nobody waits for them', { timeout: 100_000 }, async () => {
    const slow = { ...image, tag: `${repository}:slow`, packages: ['lua5.4', 'hello'] };
    const gaveUp = new AbortController();
    const preparing = runtime.prepareImage(slow, {
      signal: gaveUp.signal,
      onProgress: () => {
        gaveUp.abort();
      },
    });

    await expectErr(preparing, 'request/aborted');
  });
});
