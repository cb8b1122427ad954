import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { eventually, expectErr, expectOk, freePort } from '@carrel/conformance';
import { builtInLanguages, resolveImage, type WorkspaceImage } from '@carrel/core/languages';
import type { WorkspaceSpec } from '@carrel/core/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerImages, dockerRuntime, imageRecipe, type RegistryOptions } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';
import { EngineDoor } from './engine-door.js';
import { freshImage } from './fresh-image.js';
import { HeldRegistry } from './held-registry.js';
import { hasRegistry, TestRegistry } from './registry-backend.js';

const here = [await hasDocker(), hasRegistry()].every(Boolean);
const lua = builtInLanguages.filter(({ id }) => id === 'lua');
const TIMEOUT = { timeout: 100_000 };
/** Of an image that was never seen: three files, and its working directory. */
const LAYERS = 4;

/** An image of the registry, or one that is only to be: its steps are those that other images of the suite have. */
function imageIn(repository: string, options: Partial<WorkspaceImage> = {}): WorkspaceImage {
  return { ...resolveImage(lua, { repository, recipe: imageRecipe() })._unsafeUnwrap(), ...options };
}

function spec(options: Partial<WorkspaceSpec> = {}): WorkspaceSpec {
  return {
    installationId: `registry-${randomUUID()}`,
    tenantId: 'ten_1',
    sessionId: 'ses_1',
    incarnation: 1,
    intentToken: randomUUID(),
    env: {},
    limits: { memoryBytes: 134_217_728, cpus: 1, pids: 64 },
    ...options,
  };
}

/** Everything that an error says anywhere, as any logger might write it. */
function allOf(error: object): string {
  return inspect(error, { depth: Infinity, showHidden: true, maxStringLength: null }) + JSON.stringify(error);
}

describe.runIf(here)('dockerRuntime with a registry', () => {
  let registry: TestRegistry;
  const tags = new Set<string>();

  beforeAll(async () => {
    registry = await TestRegistry.start();
  });

  afterAll(async () => {
    for (const tag of tags)
      await docker
        .getImage(tag)
        .remove({ force: true })
        .catch(() => undefined);
    await registry[Symbol.asyncDispose]();
  });

  /** With the credentials, unless others are given. */
  function images(options: Partial<RegistryOptions> = {}) {
    return dockerImages({
      registry: { pull: 'missing', credentials: { [registry.host]: registry.credential }, ...options },
    });
  }

  /** The image, the minimal one or another, is in the registry under this tag, and not on the engine. */
  async function inRegistry(tag: string, image = IMAGE): Promise<void> {
    tags.add(tag);
    await docker.getImage(image).tag(toRepositoryTag(tag));
    expect(await expectOk(images().push(tag))).toMatch(/^sha256:[0-9a-f]{64}$/);
    await docker.getImage(tag).remove();
    if (image.startsWith('carrel-test/')) await docker.getImage(image).remove();
  }

  async function isThere(tag: string): Promise<boolean> {
    const all = await docker.listImages({ filters: JSON.stringify({ reference: [tag] }) });
    return all.length > 0;
  }

  it('pulls an image that is missing, with bounded progress, and builds nothing', TIMEOUT, async () => {
    const image = imageIn(registry.name());
    await inRegistry(image.tag, await unseenImage());
    const lines: string[] = [];
    const onProgress = (line: string) => {
      lines.push(line);
    };

    await expectOk(images().ensure(image, { onProgress }));

    expect(lines[0]).toBe(`asking ${registry.host} for ${image.tag}`);
    expect(lines.filter((line) => /^pulled \d+ of 4 layers$/.test(line))).toHaveLength(LAYERS);
    expect(lines.at(-1)).toBe('pulled 4 of 4 layers');
    expect(lines.filter((line) => /^pulled [\d.]+ of [\d.]+ MB$/.test(line)).length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(1 + 20 + LAYERS);
    expect(await isThere(image.tag)).toBe(true);
    lines.length = 0;
    await expectOk(images().ensure(image, { onProgress }));
    expect(lines).toEqual([]);
  });

  it('builds an image that its registry does not have', TIMEOUT, async () => {
    const image = imageIn(registry.name());
    tags.add(image.tag);
    const lines: string[] = [];

    await expectOk(images().ensure(image, { onProgress: (line) => lines.push(line) }));

    expect([lines[0], lines[1]?.startsWith('Step 1/')]).toEqual([`asking ${registry.host} for ${image.tag}`, true]);
    expect(await isThere(image.tag)).toBe(true);
  });

  it('asks no registry unless it is told to', TIMEOUT, async () => {
    const image = imageIn(registry.name());
    tags.add(image.tag);
    const lines: string[] = [];
    await expectOk(images({ pull: 'never' }).ensure(image, { onProgress: (line) => lines.push(line) }));
    expect(lines[0]).toMatch(/^Step 1\//);
  });

  it('asks none for a name that begins with no registry, so that nobody can put an image there', TIMEOUT, async () => {
    const image = imageIn(`carrel-test/${randomUUID()}`);
    tags.add(image.tag);
    const lines: string[] = [];
    await expectOk(images().ensure(image, { onProgress: (line) => lines.push(line) }));
    expect(lines[0]).toMatch(/^Step 1\//);
    const error = await expectErr(images().push(image.tag), 'runtime/failed');
    expect(error.message).toContain('no registry');
  });

  it('pulls what boxes boot from whose spec names no image', TIMEOUT, async () => {
    const { tag } = imageIn(registry.name());
    await inRegistry(tag, await unseenImage());
    await using never = disposable(dockerRuntime({ image: tag }));
    const error = await expectErr(never.runtime.create(spec()), 'runtime/unavailable');
    expect(error.message).toBe(`The image ${tag} is not there.`);

    const credentials = { [registry.host]: registry.credential };
    const options: RegistryOptions = { pull: 'missing', credentials };
    await using pulls = disposable(dockerRuntime({ image: tag, registry: options }));
    const handle = await expectOk(pulls.runtime.create(spec()));

    expect(await isThere(tag)).toBe(true);
    await expectOk(pulls.runtime.remove(handle));
    const missing = imageIn(registry.name()).tag;
    expect(await expectErr(pulls.runtime.create(spec({ image: missing })), 'runtime/unavailable')).toMatchObject({
      message: `The image ${missing} is not there.`,
    });
  });

  it('fetches the base of a build with the credentials', TIMEOUT, async () => {
    const base = imageIn(registry.name()).tag;
    await inRegistry(base, imageIn(registry.name()).base);
    const image = imageIn(registry.name(), { base });
    tags.add(image.tag);
    const refused = await expectErr(
      images({ credentials: {} }).ensure({ ...image, base }),
      'runtime/permission-denied',
    );
    expect(refused.message).toContain(registry.host);

    await expectOk(images({ pull: 'never' }).ensure(image));

    expect(await isThere(image.tag)).toBe(true);
  });

  describe('that refuses', () => {
    it.each(['no credentials', 'a wrong password'])('says so with %s, and keeps the secret', TIMEOUT, async (which) => {
      const image = imageIn(registry.name());
      const secret = `wrong-${randomUUID()}`;
      const wrong = { [registry.host]: { ...registry.credential, password: secret } };
      const credentials = which === 'no credentials' ? {} : wrong;
      const error = await expectErr(images({ credentials }).ensure(image), 'runtime/permission-denied');

      expect(error.message).toContain(registry.host);
      expect(error.retryable).toBe(false);
      expect(allOf(error)).not.toContain(secret);
      expect(allOf(error)).not.toContain(Buffer.from(`${registry.credential.username}:${secret}`).toString('base64'));
      const pushed = imageIn(registry.name()).tag;
      tags.add(pushed);
      await docker.getImage(IMAGE).tag(toRepositoryTag(pushed));
      expect((await expectErr(images({ credentials }).push(pushed), 'runtime/permission-denied')).message).toContain(
        registry.host,
      );
    });

    it('cannot be reached', TIMEOUT, async () => {
      const host = `127.0.0.1:${await freePort()}`;
      const image = imageIn(`${host}/carrel-test/nowhere`);
      const secret = `pass-${randomUUID()}`;
      const credentials = { [host]: { username: 'carrel', password: secret } };

      const error = await expectErr(images({ credentials }).ensure(image), 'runtime/unavailable');

      expect([error.message.includes(host), error.retryable]).toEqual([true, true]);
      expect(allOf(error)).not.toContain(secret);
    });
  });

  describe('that takes long', () => {
    /** An image whose contents its registry does not give away yet. */
    async function held() {
      const slow = await HeldRegistry.before(registry.host);
      const direct = imageIn(registry.name());
      await inRegistry(direct.tag, await unseenImage());
      const image = { ...direct, tag: direct.tag.replace(registry.host, slow.host) };
      tags.add(image.tag);
      const credentials = { [slow.host]: registry.credential };
      return { slow, image, registry: { pull: 'missing' as const, credentials } };
    }

    it('goes on for the others when one who waits gives up', TIMEOUT, async () => {
      const { slow, image, registry: options } = await held();
      await using _closed = slow;
      const service = dockerImages({ registry: options });
      const gaveUp = new AbortController();
      const first = service.ensure(image, { signal: gaveUp.signal });
      const second = service.ensure(image);
      await eventually(() => {
        expect(slow.waiting).toBeGreaterThan(0);
      });

      gaveUp.abort();

      await expectErr(first, 'request/aborted');
      expect(slow.waiting).toBeGreaterThan(0);
      slow.letGo();
      await expectOk(second);
      expect(await isThere(image.tag)).toBe(true);
    });

    it('is given up with the runtime', TIMEOUT, async () => {
      const { slow, image, registry: options } = await held();
      await using _closed = slow;
      await using door = await EngineDoor.open();
      const runtime = dockerRuntime({ docker: door, registry: options });
      const preparing = runtime.prepareImage(image);
      await eventually(() => {
        expect(slow.waiting).toBeGreaterThan(0);
      });

      await runtime.dispose();

      await expectErr(preparing, 'request/aborted');
      await eventually(() => {
        expect(door.connections).toBe(0);
      });
    });

    it('is given up when the last who waits gives up, and can be asked again', TIMEOUT, async () => {
      const { slow, image, registry: options } = await held();
      await using _closed = slow;
      await using door = await EngineDoor.open();
      const service = dockerImages({ docker: door, registry: options });
      const gaveUp = new AbortController();
      const all = [service.ensure(image, gaveUp), service.ensure(image, gaveUp)];
      await eventually(() => {
        expect(slow.waiting).toBeGreaterThan(0);
      });

      gaveUp.abort();

      for (const one of all) await expectErr(one, 'request/aborted');
      // Nothing more is asked of the engine, which ends a pull that nobody asks for.
      await eventually(() => {
        expect(door.connections).toBe(0);
      });
      expect(await isThere(image.tag)).toBe(false);
      slow.letGo();
      await expectOk(service.ensure(image));
    });
  });
});

function toRepositoryTag(tag: string) {
  const at = tag.lastIndexOf(':');
  return { repo: tag.slice(0, at), tag: tag.slice(at + 1) };
}

function disposable(runtime: ReturnType<typeof dockerRuntime>) {
  return { runtime, [Symbol.asyncDispose]: () => runtime.dispose() };
}

/** An image that the engine has never seen, from which boxes can be made; gives its tag. */
async function unseenImage(): Promise<string> {
  const tag = `carrel-test/${randomUUID()}:fresh`;
  const instructions = ['USER 1000:1000', 'WORKDIR /workspace'];
  await freshImage({ tag, layers: LAYERS - 1, layerBytes: 2_000_000, instructions });
  return tag;
}
