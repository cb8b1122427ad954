import { describe, expect, it } from 'vitest';
import { detectFrameworks, manifestNames, manifestPaths, type Detection, type ProjectFiles } from './index.js';

/** A project of files by path; those that are no manifests are there by name only. */
function project(files: Readonly<Record<string, string>>): ProjectFiles {
  return { paths: Object.keys(files), read: (path) => files[path] };
}

function packageJson(content: object): string {
  return JSON.stringify({ name: 'app', version: '1.0.0', ...content }, null, 2);
}

function ids(detections: readonly Detection[]): readonly string[] {
  return detections.map(({ id, directory }) => (directory === '' ? id : `${id} in ${directory}`));
}

describe('the package manager of JavaScript', () => {
  const manifest = packageJson({ dependencies: { express: '4' }, scripts: { start: 'node .', test: 'node --test' } });

  it.each([
    ['package-lock.json', ['npm', 'install'], ['npm', 'run', 'start']],
    ['yarn.lock', ['yarn', 'install'], ['yarn', 'run', 'start']],
    ['pnpm-lock.yaml', ['pnpm', 'install'], ['pnpm', 'run', 'start']],
    ['bun.lockb', ['bun', 'install'], ['bun', 'run', 'start']],
    ['bun.lock', ['bun', 'install'], ['bun', 'run', 'start']],
  ])('is told by %s', (lock, install, run) => {
    const [best] = detectFrameworks(project({ 'package.json': manifest, [lock]: '' }));

    expect(best?.commands).toMatchObject({ install, run });
    expect(best?.evidence).toContain(lock);
  });

  it('is told by a lock file of a directory above, and rather by one of its own', () => {
    const found = detectFrameworks(
      project({ 'pnpm-lock.yaml': '', 'a/package.json': manifest, 'b/package.json': manifest, 'b/yarn.lock': '' }),
    );

    expect(found.map(({ directory, commands }) => [directory, commands.install?.[0]])).toEqual([
      ['a', 'pnpm'],
      ['b', 'yarn'],
    ]);
  });

  it('is told by the manifest, and is npm when nothing tells it', () => {
    const named = packageJson({ packageManager: 'pnpm@9.1.0+sha512.abc' });

    expect(detectFrameworks(project({ 'package.json': named }))[0]?.commands.install).toEqual(['pnpm', 'install']);
    expect(detectFrameworks(project({ 'package.json': manifest }))[0]?.commands.install).toEqual(['npm', 'install']);
    const unknown = packageJson({ packageManager: 'rm -rf /' });
    expect(detectFrameworks(project({ 'package.json': unknown }))[0]?.commands.install).toEqual(['npm', 'install']);
  });

  it('runs programs of the project where there is no script', () => {
    const next = packageJson({ dependencies: { next: '14' } });

    const [best] = detectFrameworks(project({ 'package.json': next, 'pnpm-lock.yaml': '' }));

    expect(best?.commands.run).toEqual(['pnpm', 'exec', 'next', 'dev']);
  });

  it('does not run the test that only fails', () => {
    const fresh = packageJson({ scripts: { test: 'echo "Error: no test specified" && exit 1' } });

    expect(detectFrameworks(project({ 'package.json': fresh }))[0]?.commands.test).toBeUndefined();
  });
});

describe('the tool of Python', () => {
  it.each([
    ['poetry.lock', ['poetry', 'install'], ['poetry', 'run', 'python3', 'main.py']],
    ['uv.lock', ['uv', 'sync'], ['uv', 'run', 'python3', 'main.py']],
    ['pdm.lock', ['pdm', 'install'], ['pdm', 'run', 'python3', 'main.py']],
    ['hatch.toml', ['hatch', 'env', 'create'], ['hatch', 'run', 'python3', 'main.py']],
    ['README.md', ['python3', '-m', 'pip', 'install', '-e', '.'], ['python3', 'main.py']],
  ])('is told by %s', (marker, install, run) => {
    const manifest = '[project]\nname = "app"\nversion = "1"\n';

    const [best] = detectFrameworks(project({ 'pyproject.toml': manifest, 'main.py': '', [marker]: '' }));

    expect(best?.commands).toMatchObject({ install, run });
  });

  it.each([
    ['[tool.poetry]\nname = "a"', 'poetry'],
    ['[project]\nname = "a"\n[tool.uv]\ndev-dependencies = []', 'uv'],
    ['[project]\nname = "a"\n[tool.hatch.envs.default]\ndependencies = ["pytest"]', 'hatch'],
    ['[project]\nname = "a"\n[tool.hatch.build]\ninclude = ["a"]', 'python3'],
  ])('is told by %j', (manifest, tool) => {
    expect(detectFrameworks(project({ 'pyproject.toml': manifest }))[0]?.commands.install?.[0]).toBe(tool);
  });

  it('installs nothing where the manifest only sets up tools', () => {
    const [best] = detectFrameworks(project({ 'pyproject.toml': '[tool.black]\nline-length = 100' }));

    expect(best).toMatchObject({ id: 'python', commands: {} });
  });

  it('compares names as the index does', () => {
    expect(
      ids(detectFrameworks(project({ 'requirements.txt': 'Flask[async] >= 3 ; python_version > "3.8"' }))),
    ).toEqual(['flask']);
    expect(ids(detectFrameworks(project({ 'requirements.txt': 'flask-login==1\n-r more.txt' })))).toEqual(['python']);
  });
});

describe('what a dependency has to be', () => {
  it('of a server is not one of development', () => {
    const library = packageJson({ devDependencies: { express: '4', fastify: '4' } });

    expect(ids(detectFrameworks(project({ 'package.json': library })))).toEqual(['node']);
  });

  it('is one of the crate, not of its workspace or its tests', () => {
    const root = '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\naxum = "0.7"\n';
    const member = '[package]\nname = "a"\n[dependencies.axum]\nworkspace = true\n[dev-dependencies]\nrocket = "0.5"\n';

    expect(ids(detectFrameworks(project({ 'Cargo.toml': root, 'a/Cargo.toml': member })))).toEqual([
      'axum in a',
      'cargo-workspace',
    ]);
  });

  it('is a direct one', () => {
    const indirect = 'module a\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.1 // indirect\n)\n';

    expect(ids(detectFrameworks(project({ 'go.mod': indirect })))).toEqual(['go-module']);
  });

  it('is not one that stands in a comment', () => {
    const pom = '<project><!-- <dependency><groupId>io.quarkus</groupId></dependency> --></project>';

    expect(ids(detectFrameworks(project({ 'pom.xml': pom })))).toEqual(['maven']);
    expect(ids(detectFrameworks(project({ Gemfile: "source 'https://rubygems.org'\n# gem 'rails'\n" })))).toEqual([
      'ruby',
    ]);
    expect(ids(detectFrameworks(project({ 'requirements.txt': '# django\nrequests' })))).toEqual(['python']);
  });
});

describe('projects of several parts', () => {
  const files = {
    'package.json': packageJson({ private: true, workspaces: ['apps/*'] }),
    'yarn.lock': '',
    'apps/web/package.json': packageJson({ dependencies: { next: '14', react: '18' } }),
    'apps/web/next.config.js': '',
    'services/api/go.mod': 'module example.com/api\n\ngo 1.22\n\nrequire github.com/labstack/echo/v4 v4.12.0\n',
    'services/api/main.go': '',
    'services/jobs/requirements.txt': 'celery==5.4.0\nDjango==5.0\n',
    Makefile: 'test:\n\tgo test ./...\n',
    'node_modules/vue/package.json': packageJson({ dependencies: { vue: '3' } }),
    'services/api/vendor/x/go.mod': 'module x',
    'apps/web/.next/package.json': '{}',
    'apps/web/dist/package.json': '{}',
    'target/Cargo.toml': '[package]',
    '.git/package.json': '{}',
  };

  it('gives one for each, best first', () => {
    expect(ids(detectFrameworks(project(files)))).toEqual([
      'next in apps/web',
      'echo in services/api',
      'django in services/jobs',
      'node',
      'make',
    ]);
  });

  it('does not depend on the order of the files', () => {
    const turned = Object.fromEntries(Object.entries(files).reverse());

    expect(detectFrameworks(project(turned))).toEqual(detectFrameworks(project(files)));
  });

  it('puts those nearer to the root first where they are as certain', () => {
    const same = { 'a/b/go.mod': 'module x', 'z/go.mod': 'module x', 'go.mod': 'module x' };

    expect(ids(detectFrameworks(project(same)))).toEqual(['go-module', 'go-module in z', 'go-module in a/b']);
  });

  it('does not tell the language from what was fetched', () => {
    const [only] = detectFrameworks(project({ Makefile: 'all:\n', 'node_modules/x/x.cc': '', 'lib/x.c': '' }));

    expect(only?.language).toBe('c');
  });

  it('names what speaks for it by its path from the root', () => {
    expect(detectFrameworks(project(files))[0]?.evidence).toEqual([
      'apps/web/package.json: dependency next',
      'apps/web/next.config.js',
      'yarn.lock',
    ]);
  });

  it('gives several of one directory', () => {
    const both = packageJson({ dependencies: { express: '4', react: '18', vite: '5' } });

    expect(ids(detectFrameworks(project({ 'package.json': both, 'requirements.txt': 'flask' })))).toEqual([
      'react-vite',
      'flask',
      'express',
    ]);
  });

  it('gives a framework once where two tools build it', () => {
    const pom = '<project><parent><groupId>org.springframework.boot</groupId></parent></project>';
    const build = "plugins {\n  id 'org.springframework.boot' version '3.3.0'\n}\n";

    expect(ids(detectFrameworks(project({ 'pom.xml': pom, 'build.gradle': build })))).toEqual(['spring-boot']);
  });
});

describe('manifests that cannot be understood', () => {
  it.each([
    ['package.json', '{"dependencies": {"next": ', 'javascript'],
    ['package.json', '', 'javascript'],
    ['package.json', '[]', 'javascript'],
    ['package.json', 'null', 'javascript'],
    ['deno.json', '{', 'typescript'],
    ['composer.json', '"text"', 'php'],
    ['pyproject.toml', 'not toml at all', 'python'],
    ['requirements.txt', '<html>', 'python'],
    ['Cargo.toml', '{}', 'rust'],
    ['go.mod', 'nothing', 'go'],
    ['pom.xml', '<project><dependency>', 'java'],
    ['build.gradle', '\u0000\u0001', 'java'],
    ['Gemfile', '%%%', 'ruby'],
    ['App.csproj', 'csproj', 'csharp'],
    ['CMakeLists.txt', '???', 'cpp'],
    ['meson.build', '???', 'cpp'],
    ['Makefile', '???', 'bash'],
  ])('say the language and little more: %s with %j', (path, text, language) => {
    const [only, ...others] = detectFrameworks(project({ [path]: text }));

    expect(others).toEqual([]);
    expect(only).toMatchObject({ language, directory: '', confidence: 0.2 });
    expect(only?.evidence).toContain(`${path}: not understood`);
  });

  it.each([
    [{ dependencies: 'next', scripts: 3, devDependencies: [], workspaces: null, packageManager: {} }],
    [{ dependencies: null, scripts: { start: { nested: true }, test: ['x'] } }],
    [{ dependencies: ['next'], scripts: ['start'] }],
  ])('wrong types in %j are passed over', (content) => {
    const [only] = detectFrameworks(project({ 'package.json': JSON.stringify(content) }));

    expect(only).toMatchObject({ id: 'node', commands: { install: ['npm', 'install'] } });
    expect(only?.commands.run).toBeUndefined();
  });

  it('names of the language itself are names like others', () => {
    const text = '{"__proto__": {"dependencies": {"next": "1"}}, "constructor": 1, "dependencies": {"__proto__": "1"}}';

    expect(ids(detectFrameworks(project({ 'package.json': text })))).toEqual(['node']);
  });

  it('do not hide the framework that another manifest names', () => {
    const [best] = detectFrameworks(project({ 'pyproject.toml': '???', 'requirements.txt': 'fastapi\nuvicorn' }));

    expect(best).toMatchObject({ id: 'fastapi', confidence: 0.9 });
    expect(best?.evidence).toEqual(['requirements.txt: dependency fastapi', 'pyproject.toml: not understood']);
  });

  it('make the plain tool uncertain, as they might have named a framework', () => {
    const [only] = detectFrameworks(project({ 'pyproject.toml': '???', 'requirements.txt': 'requests' }));

    expect(only).toMatchObject({ id: 'python', confidence: 0.2 });
  });

  it('are those that could not be had as well', () => {
    const [only] = detectFrameworks({ paths: ['a/Cargo.toml', 'a/src/main.rs'], read: () => undefined });

    expect(only).toMatchObject({ id: 'cargo-binary', directory: 'a', confidence: 0.2 });
    expect(only?.evidence).toContain('a/Cargo.toml: not read');
  });
});

describe('limits', () => {
  const manifest = packageJson({ dependencies: { next: '14' } });

  it('a manifest of more bytes than allowed is not looked into', () => {
    const bytes = Buffer.byteLength(manifest);
    const detect = (maxManifestBytes: number) =>
      detectFrameworks(project({ 'package.json': manifest }), { maxManifestBytes });

    expect(ids(detect(bytes))).toEqual(['next']);
    expect(detect(bytes - 1)).toMatchObject([{ id: 'node', confidence: 0.2 }]);
    expect(detect(bytes - 1)[0]?.evidence).toContain('package.json: too large');
  });

  it('counts bytes, not characters', () => {
    const text = packageJson({ description: 'é'.repeat(100) });

    const [only] = detectFrameworks(project({ 'package.json': text }), { maxManifestBytes: text.length });

    expect(only?.confidence).toBe(0.2);
  });

  it('no more manifests than allowed are read, those near the root first', () => {
    const read: string[] = [];
    const paths = Array.from({ length: 100 }, (_, index) => `p${String(index).padStart(3, '0')}/package.json`);

    const found = detectFrameworks(
      { paths: [...paths, 'package.json'], read: (path) => (read.push(path), manifest) },
      { maxManifests: 3 },
    );

    expect(read).toEqual(['package.json', 'p000/package.json', 'p001/package.json']);
    expect(found).toHaveLength(3);
    expect(manifestPaths([...paths, 'package.json'], { maxManifests: 3 })).toEqual(read);
    expect(manifestPaths(paths)).toHaveLength(64);
  });

  it('no manifest deeper than allowed is read', () => {
    const deep = { 'a/b/package.json': manifest };

    expect(ids(detectFrameworks(project(deep), { maxDepth: 2 }))).toEqual(['next in a/b']);
    expect(detectFrameworks(project(deep), { maxDepth: 1 })).toEqual([]);
  });

  it('manifests are known by name', () => {
    expect(manifestNames).toEqual(expect.arrayContaining(['package.json', 'go.mod', '*.csproj']));
    expect(
      manifestPaths(['package.json', 'x.csproj', '.csproj', 'xpackage.json', '/package.json', 'a//package.json']),
    ).toEqual(['package.json', 'x.csproj']);
    expect(manifestPaths(['../package.json', 'a/../package.json'])).toEqual([]);
  });
});
