import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectFrameworks, installableProjects } from '../frameworks/index.js';
import { packageManager, packageManagers } from './package-managers.js';

const adding = packageManagers.filter(({ add }) => add !== undefined);

/** What builds without fetching. */
const BUILD_TOOLS = ['cmake', 'meson', 'make'];

describe('package managers', () => {
  it('are there for every tool that detection knows and that fetches packages', () => {
    const manifests = {
      'package.json': '{}',
      'deno.json': '{}',
      'requirements.txt': 'flask\n',
      'Cargo.toml': '[package]\nname = "a"\n',
      'go.mod': 'module a\n',
      'pom.xml': '<project></project>',
      'build.gradle': "plugins { id 'java' }",
      Gemfile: "source 'a'\n",
      'composer.json': '{}',
      'a.csproj': '<Project></Project>',
      'CMakeLists.txt': 'project(a)\n',
      'meson.build': "project('a', 'c')\n",
      Makefile: 'all:\n',
    };
    const files = {
      paths: Object.keys(manifests),
      read: (path: string) => Object.entries(manifests).find(([name]) => name === path)?.[1],
    };

    const tools = installableProjects(files).flatMap(({ installs }) => [...installs.keys()]);

    expect(detectFrameworks(files).length).toBeGreaterThan(10);
    expect([...tools].sort()).toEqual([...packageManagers.map(({ id }) => id), ...BUILD_TOOLS].sort());
  });

  it('are all in the documentation', () => {
    const docs = readFileSync(new URL('../../../../docs/projects.md', import.meta.url), 'utf8');
    const cells = [...docs.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, cell = '']) => cell);

    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z]+)`/g)].map(([, id]) => id));

    expect(named.sort()).toEqual(packageManagers.map(({ id }) => id).sort());
  });

  it.each(adding.map((manager) => [manager.id, manager] as const))('of %s take their own example', (_id, manager) => {
    expect(manager.packages.test(manager.example)).toBe(true);
  });

  it.each(adding.map((manager) => [manager.id, manager] as const))(
    'of %s take nothing that is an option, a path or an address, however long',
    (_id, { packages }) => {
      const hostile = [
        '-g',
        '--global',
        '.',
        '..',
        './a',
        '../a',
        '/a',
        '~/a',
        'file:a',
        'git+ssh://a/b',
        'http://a/b',
        'a b',
      ];
      const odd = [
        '',
        ' a',
        'a ',
        'a\n',
        'a\n-g',
        'a;b',
        'a$(b)',
        'a\0',
        'é',
        'a@',
        'a@ b',
        `${'a-'.repeat(50_000)}!`,
        `${'a.b/'.repeat(50_000)}!`,
      ];

      expect([...hostile, ...odd].filter((name) => packages.test(name))).toEqual([]);
    },
  );

  it.each([
    ['npm', ['react', '@types/node', 'react@^18.2.0', '@scope/pkg@latest', 'a@>=1.2.x', 'JSONStream']],
    [
      'pip',
      ['requests', 'Flask[async]', 'django>=4.2,<5', 'a==1.0.post1', 'ruamel.yaml', 'zope.interface~=6.0', 'a==1.*'],
    ],
    ['cargo', ['serde', 'tokio@1.37', 'serde_json@=1.0.0']],
    [
      'go',
      [
        'github.com/labstack/echo/v4',
        'golang.org/x/net@latest',
        'gopkg.in/yaml.v3@v3.0.1',
        'example.com/a@v1.0.0+incompatible',
      ],
    ],
    ['bundler', ['rails', 'rack-test', 'activesupport']],
    ['composer', ['monolog/monolog', 'symfony/http-kernel:^6.4']],
    ['dotnet', ['Newtonsoft.Json']],
    ['deno', ['jsr:@std/assert@1', 'npm:chalk']],
  ])('of %s take the names that people use', (id, names) => {
    expect(names.filter((name) => packageManager(id)?.packages.test(name) !== true)).toEqual([]);
  });
});
