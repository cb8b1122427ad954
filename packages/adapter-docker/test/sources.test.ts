import { expectErr, expectOk } from '@carrel/conformance';
import { createCarrel } from '@carrel/core';
import { builtInLanguages, resolveImage } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerRuntime } from '../src/index.js';
import { docker, hasDocker, IMAGE } from './docker-backend.js';

const bash = builtInLanguages.filter(({ id }) => id === 'bash');
const images = { repository: 'carrel/sources' };

/** A box reaches nothing of this machine by design, so that what is cloned is shown on the local runtime. */
describe.runIf(await hasDocker())('the source of a session in a box', { timeout: 120_000 }, () => {
  const tag = resolveImage(bash, images)._unsafeUnwrap().tag;

  beforeAll(() => docker.getImage(IMAGE).tag({ repo: images.repository, tag: tag.slice(tag.lastIndexOf(':') + 1) }));
  afterAll(() => docker.getImage(tag).remove());

  it.each([
    ['none', 'no-network'],
    ['internet', 'unreachable'],
  ] as const)('with the network %s fails with %s, and leaves no box', async (network, reason) => {
    const credentials = () => ({ username: 'ada', password: 'hunter2' });
    await using carrel = await createCarrel({
      ...{ store: memoryStore(), runtime: dockerRuntime(), images },
      workspaces: { network },
      sources: { credentials },
    });
    const user = { email: 'ada@example.com', password: 'analytical engine' };
    const { tokens } = await expectOk(carrel.identity.register(user, { requestId: 'sources' }));
    const caller = await expectOk(carrel.identity.authenticate(tokens.accessToken, 'sources'));
    const { id } = await expectOk(
      carrel.sessions.create(caller, {
        kind: 'solo',
        languages: ['bash'],
        source: { gitUrl: 'http://10.255.255.1/app.git' },
      }),
    );

    const error = await expectErr(carrel.workspaces.start(caller, id), 'workspace/source-failed');

    expect(error.reason).toBe(reason);
    expect(await docker.listContainers({ all: true, filters: { label: [`carrel.session=${id}`] } })).toEqual([]);
    await expectOk(carrel.sessions.remove(caller, id));
    // A sweep takes the network of a tenant that has no box, but not at once.
    const filters = { label: [`carrel.tenant=${caller.tenantId}`] };
    for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
  });
});
