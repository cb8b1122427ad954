import { describe, expect, it } from 'vitest';
import { builtInLanguages, createLanguageCatalogue, extendLanguages } from './index.js';

const entry = { id: 'awk', name: 'AWK', extensions: ['.awk'], run: { argv: ['awk', '-f', '{main}'] } };

function extended(...entries: readonly unknown[]) {
  return createLanguageCatalogue(extendLanguages(builtInLanguages, entries)._unsafeUnwrap());
}

function issues(...entries: readonly unknown[]) {
  return extendLanguages(builtInLanguages, entries)._unsafeUnwrapErr().issues;
}

describe('builtInLanguages', () => {
  it('fit the schema as they are', () => {
    expect(extendLanguages([], builtInLanguages)._unsafeUnwrap()).toEqual(builtInLanguages);
  });

  it('have samples, a probe, an image and a version each, and a broken program where they compile', () => {
    expect(builtInLanguages.length).toBeGreaterThanOrEqual(17);
    for (const { id, compile, samples, versionProbe, image, version } of builtInLanguages) {
      expect({ id, samples, versionProbe, image, version }).toEqual({
        id,
        samples: expect.objectContaining({ hello: expect.any(Array), shout: expect.any(Array) }),
        versionProbe: expect.any(Object),
        image: expect.any(Object),
        version: expect.any(String),
      });
      expect([id, samples?.broken !== undefined]).toEqual([id, compile !== undefined]);
    }
  });

  it('begin samples with a main file of theirs', () => {
    for (const { id, extensions, samples } of builtInLanguages) {
      for (const [main] of [samples!.hello, samples!.shout, samples!.broken ?? samples!.hello]) {
        expect([id, extensions.some((extension) => main?.path.endsWith(extension))]).toEqual([id, true]);
      }
    }
  });
});

describe('extendLanguages', () => {
  it('adds an entry, with what it leaves out from its tier', () => {
    const awk = extended({ ...entry, tier: 'low', limits: { pids: 7 } })
      .get('AWK')
      ._unsafeUnwrap();

    const bash = createLanguageCatalogue(builtInLanguages).get('bash')._unsafeUnwrap();
    expect(awk).toEqual({
      ...entry,
      tier: 'low',
      aliases: [],
      version: null,
      limits: { ...bash.limits, pids: 7 },
      packageManagers: [],
      frameworks: [],
    });
  });

  it('changes of a known language what is named, and keeps the rest', () => {
    const python = createLanguageCatalogue(builtInLanguages).get('python')._unsafeUnwrap();

    const changed = extended({ id: 'python', limits: { cpus: 2 }, image: { packages: ['python3-numpy'] } }).get('py');

    expect(changed._unsafeUnwrap()).toEqual({
      ...python,
      limits: { ...python.limits, cpus: 2 },
      image: { ...python.image, packages: ['python3-numpy'] },
    });
  });

  it('takes the limits of another tier', () => {
    const java = createLanguageCatalogue(builtInLanguages).get('java')._unsafeUnwrap();

    expect(extended({ id: 'python', tier: java.tier }).get('python')._unsafeUnwrap().limits).toEqual(java.limits);
  });

  it.each([
    [{ ...entry, id: 'A WK' }, 'languages.0.id'],
    [{ ...entry, run: { argv: [] } }, 'languages.0.run.argv.0'],
    [{ ...entry, run: { argv: ['awk', '{mian}'] } }, 'languages.0.run.argv.1'],
    [{ ...entry, run: { argv: ['awk', '-f={sources}'] } }, 'languages.0.run.argv.1'],
    [{ ...entry, extensions: ['awk'] }, 'languages.0.extensions.0'],
    [{ ...entry, extensions: [] }, 'languages.0.extensions'],
    [{ ...entry, limits: { memoryBytes: -1 } }, 'languages.0.limits.memoryBytes'],
    [{ ...entry, supplied: [{ path: '../x', content: '' }] }, 'languages.0.supplied.0.path'],
    [{ ...entry, image: { packages: ['gawk; rm -rf /'], sizeMb: 1 } }, 'languages.0.image.packages.0'],
    [{ ...entry, image: { packages: [], sizeMb: 1, env: { 'A B': '' } } }, 'languages.0.image.env.A B'],
    [{ ...entry, aliases: ['posix', 'PY'] }, 'languages.0.aliases.1'],
    [{ ...entry, aliases: ['python'] }, 'languages.0.aliases.0'],
    [{ ...entry, colour: 'red' }, 'languages.0'],
    [{ id: 'python', run: null }, 'languages.0.run'],
    ['awk', 'languages.0'],
  ])('refuses %j at its place', (bad, path) => {
    expect(issues(bad).map((issue) => issue.path)).toEqual([path]);
  });

  it('tells every problem of every entry', () => {
    expect(issues(entry, { ...entry, name: '', tier: 'huge' }).map(({ path }) => path)).toEqual([
      'languages.1.name',
      'languages.1.tier',
    ]);
  });
});
