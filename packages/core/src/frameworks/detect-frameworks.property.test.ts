import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectFrameworks, manifestNames, manifestPaths } from './index.js';

const name = fc.oneof(
  fc.constantFrom(...manifestNames.map((pattern) => pattern.replace('*', 'App'))),
  fc.constantFrom('tsconfig.json', 'yarn.lock', 'manage.py', 'main.c', 'src/main.rs', 'mvnw', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const directory = fc.oneof(
  fc.constantFrom('', 'web/', 'a/b/', 'node_modules/x/', './', '/', '../', 'constructor/'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => `${text}/`),
);
const word = fc.constantFrom(
  ...[
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '=',
    ':',
    ',',
    '#',
    '//',
    '\n',
    ' ',
    '\t',
    '<!--',
    '-->',
    '\u0000',
    '__proto__',
  ],
  ...['dependencies', 'scripts', 'next', 'django', '[project]', '[dependencies]', 'axum', 'require', 'module x', 'gem'],
  ...[
    '<project>',
    '</project>',
    '<dependency>',
    '</dependency>',
    '<groupId>',
    '</groupId>',
    '<Project Sdk="',
    'id',
    'install_requires',
  ],
);
const text = fc.oneof(
  fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json(),
  fc
    .record({ dependencies: fc.jsonValue(), scripts: fc.jsonValue(), imports: fc.jsonValue() })
    .map((value) => JSON.stringify(value)),
);
const project = fc.array(fc.tuple(directory, name, fc.option(text, { nil: undefined })), { maxLength: 12 });

it('never throws, and says the same of the same files in any order', () => {
  fc.assert(
    fc.property(project, (parts) => {
      const files = new Map(parts.map(([parent, base, content]) => [parent + base, content]));
      const paths = [...files.keys()];
      const read = (path: string) => files.get(path);

      const found = detectFrameworks({ paths, read });

      expect(detectFrameworks({ paths: paths.reverse(), read })).toEqual(found);
      for (const { confidence, evidence, commands, language } of found) {
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThan(1);
        expect(evidence.length).toBeGreaterThan(0);
        expect(language).not.toBe('');
        for (const argv of Object.values<readonly string[]>({ ...commands }))
          expect(argv.join(' ')).not.toMatch(/[{}]|^$/);
      }
    }),
    { numRuns: 3_000 },
  );
});

it('asks for no file but the manifests, each once', () => {
  fc.assert(
    fc.property(project, fc.integer({ min: 0, max: 4 }), (parts, maxManifests) => {
      const paths = parts.map(([parent, base]) => parent + base);
      const asked: string[] = [];

      detectFrameworks({ paths, read: (path) => void asked.push(path) }, { maxManifests });

      expect([...asked].sort()).toEqual([...manifestPaths(paths, { maxManifests })].sort());
    }),
  );
});

it.each([
  ['package.json', '['.repeat(200_000)],
  ['pyproject.toml', `[project]\ndependencies = [\n${'"a",\n'.repeat(40_000)}`],
  ['pyproject.toml', '[a]\n'.repeat(60_000)],
  ['requirements.txt', 'a '.repeat(100_000)],
  ['requirements.txt', 'a\n'.repeat(100_000)],
  ['setup.py', `setup install_requires${'"a'.repeat(90_000)}`],
  ['Cargo.toml', `[package]\n[dependencies]\n${'a = 1\n'.repeat(40_000)}`],
  ['go.mod', `module x\nrequire (\n${'a v1\n'.repeat(40_000)}`],
  ['pom.xml', `<project>${'<dependency>'.repeat(20_000)}</project>`],
  ['pom.xml', `<project>${'<dependency><groupId>a</groupId></dependency>'.repeat(5_000)}</project>`],
  ['pom.xml', `<project>${'<!--'.repeat(60_000)}</project>`],
  ['App.csproj', '<Project '.repeat(28_000)],
  ['App.csproj', `<Project>${'<PackageReference Include'.repeat(9_000)}</Project>`],
  ['build.gradle', `id ${'"'.repeat(200_000)}`],
  ['build.gradle', 'id "a"\n'.repeat(30_000)],
  ['Makefile', `${' '.repeat(200_000)}:`],
  ['deno.json', ' '.repeat(250_000)],
])('takes little time for the worst %s', (path, content) => {
  const before = performance.now();

  expect(detectFrameworks({ paths: [path], read: () => content })).toHaveLength(1);

  expect(performance.now() - before).toBeLessThan(10_000);
});

it('takes little time for many files', () => {
  const files = Array.from({ length: 200_000 }, (_, index) => `a/b${index % 500}/c/d/e${index}.ts`);
  const manifests = Array.from({ length: 500 }, (_, index) => `a/b${index}/package.json`);
  const before = performance.now();

  expect(detectFrameworks({ paths: [...files, ...manifests], read: () => '{}' })).toHaveLength(64);

  expect(performance.now() - before).toBeLessThan(30_000);
});
