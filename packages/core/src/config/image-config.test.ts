import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { DEFAULT_IMAGE_REPOSITORY } from '../languages/index.js';
import { loadConfig, printConfig } from './index.js';

const REGISTRY = { CARREL_IMAGES__REPOSITORY: 'registry.example.org:5000/team/workspace' };

/** The keys that are wrong. */
function problems(env: Readonly<Record<string, string>>): readonly string[] {
  return expectErr(loadConfig({ env }), 'config/invalid').problems.map(({ key }) => key);
}

describe('the settings of images', () => {
  it('are those of the services where nothing is said', () => {
    const { config } = expectOk(loadConfig({ env: {} }));

    expect([config['images.repository'], config['images.pull']]).toEqual([DEFAULT_IMAGE_REPOSITORY, 'never']);
  });

  it.each(['Team/Workspace', 'team/', '/team', 'team:tag', 'https://example.org/team', 'team//workspace', ''])(
    'refuse %j as the name of images',
    (name) => {
      expect(problems({ CARREL_IMAGES__REPOSITORY: name })).toEqual(['images.repository']);
    },
  );

  it.each(['workspace', 'team/work-space', 'localhost/a', 'example.org/a/b_c', 'EXAMPLE.org:5000/a'])(
    'take %j as the name of images',
    (name) => {
      expectOk(loadConfig({ env: { CARREL_IMAGES__REPOSITORY: name } }));
    },
  );

  it('want the host of the registry where images are pulled, or somebody is known', () => {
    const known = { CARREL_IMAGES__REGISTRY_USERNAME: 'carrel', CARREL_IMAGES__REGISTRY_PASSWORD: 'hush' };

    expect(problems({ CARREL_IMAGES__PULL: 'missing' })).toEqual(['images.repository']);
    expect(problems(known)).toEqual(['images.repository']);
    expectOk(loadConfig({ env: { CARREL_IMAGES__PULL: 'missing', ...known, ...REGISTRY } }));
  });

  it.each(['USERNAME', 'PASSWORD'])('want both parts of credentials, not the %s alone', (part) => {
    expect(problems({ ...REGISTRY, [`CARREL_IMAGES__REGISTRY_${part}`]: 'some' })).toEqual(['images.registryPassword']);
  });

  it('never show the password', () => {
    const env = { ...REGISTRY, CARREL_IMAGES__REGISTRY_USERNAME: 'carrel', CARREL_IMAGES__REGISTRY_PASSWORD: 'hush' };

    const printed = printConfig(expectOk(loadConfig({ env })));

    expect(printed).toContain('images.registryPassword = ***');
    expect(printed).not.toContain('hush');
  });
});
