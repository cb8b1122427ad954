import { randomUUID } from 'node:crypto';
import { expectOk } from '@carrel/conformance';
import { afterEach, describe, expect, it } from 'vitest';
import { dockerImages } from '../src/index.js';
import { docker, hasDocker } from './docker-backend.js';
import { freshImage, type FreshImage } from './fresh-image.js';

const MB = 1_000_000;
const OURS = { 'carrel.image': 'lua c' };
const TIMEOUT = { timeout: 120_000 };

describe.runIf(await hasDocker())('pruning the images of an engine', () => {
  const images = dockerImages();
  const tags = new Set<string>();
  const containers = new Set<string>();

  afterEach(async () => {
    for (const id of containers) await docker.getContainer(id).remove({ force: true });
    containers.clear();
    for (const tag of tags)
      await docker
        .getImage(tag)
        .remove()
        .catch(() => undefined);
    tags.clear();
  });

  async function image(options: Partial<FreshImage> & Pick<FreshImage, 'tag'>): Promise<string> {
    tags.add(options.tag);
    await freshImage({ layers: 1, layerBytes: MB, labels: OURS, ...options });
    return options.tag;
  }

  /** A container that never runs. */
  async function containerOf(tag: string): Promise<void> {
    const { id } = await docker.createContainer({ Image: tag, Cmd: ['none'], NetworkDisabled: true });
    containers.add(id);
  }

  const name = () => `carrel-test/${randomUUID()}`;
  const tagsOf = async (repository: string) => (await expectOk(images.list({ repository }))).map(({ tag }) => tag);

  it('lists and removes those of one name, and no others', TIMEOUT, async () => {
    const [mine, others] = [name(), name()];
    const [one, two] = [await image({ tag: `${mine}:one` }), await image({ tag: `${mine}:two` })];
    const other = await image({ tag: `${others}:one` });
    const longer = await image({ tag: `${mine}/more:one` });
    await image({ tag: `${mine}:not-ours`, labels: {} });

    const listed = await expectOk(images.list({ repository: mine }));
    const pruned = await expectOk(images.prune({ repository: mine }));

    expect(listed.map(({ tag, languages }) => [tag, languages]).sort()).toEqual([
      [one, ['lua', 'c']],
      [two, ['lua', 'c']],
    ]);
    expect(pruned.map(({ tag }) => tag).sort()).toEqual([one, two]);
    expect(await tagsOf(mine)).toEqual([]);
    expect(await tagsOf(others)).toEqual([other]);
    expect(await tagsOf(`${mine}/more`)).toEqual([longer]);
    await docker.getImage(`${mine}:not-ours`).inspect();
  });

  it('tells what the engine got back, without what other images share', TIMEOUT, async () => {
    const [bases, mine] = [name(), name()];
    const base = await image({ tag: `${bases}:base`, layers: 2, layerBytes: 3 * MB });
    const tag = await image({ tag: `${mine}:above`, base, layers: 2 });
    await docker.getImage(tag).tag({ repo: mine, tag: 'again' });
    tags.add(`${mine}:again`);

    const pruned = await expectOk(images.prune({ repository: mine }));

    const freed = pruned.map(({ freedBytes }) => freedBytes).sort((a, b) => a - b);
    expect(freed).toEqual([0, 2 * MB]);
    expect((await expectOk(images.prune({ repository: bases }))).map(({ freedBytes }) => freedBytes)).toEqual([6 * MB]);
  });

  it('leaves what a container is of, under each of its tags, running or not', TIMEOUT, async () => {
    const mine = name();
    const [used, free] = [await image({ tag: `${mine}:used` }), await image({ tag: `${mine}:free` })];
    await docker.getImage(used).tag({ repo: mine, tag: 'used-too' });
    tags.add(`${mine}:used-too`);
    await containerOf(used);

    const pruned = await expectOk(images.prune({ repository: mine }));

    expect(pruned.map(({ tag }) => tag)).toEqual([free]);
    expect((await tagsOf(mine)).sort()).toEqual([used, `${mine}:used-too`]);
  });

  it('leaves what has not been there for long enough under its tag', TIMEOUT, async () => {
    const mine = name();
    const tag = await image({ tag: `${mine}:young` });

    expect(await expectOk(images.prune({ repository: mine, minAgeMs: 60_000 }))).toEqual([]);
    expect(await tagsOf(mine)).toEqual([tag]);
    expect(await expectOk(images.prune({ repository: mine, minAgeMs: 1 }))).toHaveLength(1);
  });
});
