import { describe, expect, it } from 'vitest';
import { builtInLanguages, resolveImage, type Language, type LanguageImage } from './index.js';

const language = (id: string): Language => builtInLanguages.find((each) => each.id === id)!;
const withImage = (id: string, image: Partial<LanguageImage>): Language => ({
  ...language('bash'),
  id,
  image: { packages: [], env: {}, sizeMb: 10, ...image },
});
const tagOf = (...args: Parameters<typeof resolveImage>) => resolveImage(...args)._unsafeUnwrap().tag;

describe('resolveImage', () => {
  it('gives one image for a set, whatever its order', () => {
    const image = resolveImage([language('typescript'), language('python'), language('javascript')])._unsafeUnwrap();

    expect(image).toEqual({
      tag: expect.stringMatching(/^carrel\/workspace:[0-9a-f]{16}$/),
      base: 'debian:bookworm-slim',
      languages: ['javascript', 'python', 'typescript'],
      packages: ['node-typescript', 'nodejs', 'npm', 'python3', 'python3-pip', 'python3-venv'],
      sources: [],
      certificates: [],
      env: { PIP_BREAK_SYSTEM_PACKAGES: '1' },
      sizeMb: expect.any(Number),
    });
    const again = [language('python'), language('javascript'), language('typescript'), language('python')];
    expect(resolveImage(again)._unsafeUnwrap()).toEqual(image);
  });

  it('names it by its content', () => {
    const python = [language('python')];
    const image = { ...language('python').image!, env: { PYTHONDONTWRITEBYTECODE: '1' } };
    const tags = [
      tagOf(python),
      tagOf([]),
      tagOf([{ ...language('python'), image }]),
      tagOf(python, { base: 'debian:trixie-slim' }),
      tagOf(python, { packages: ['jq'] }),
      tagOf(python, { sources: ['deb http://mirror bookworm main'] }),
      tagOf(python, { certificates: ['-----BEGIN CERTIFICATE-----'] }),
      tagOf(python, { recipe: 'another' }),
    ];

    expect(new Set(tags).size).toBe(tags.length);
    expect(tagOf([{ ...language('python'), name: 'Another', tier: 'high' }])).toBe(tagOf(python));
  });

  it('takes all built-in languages together', () => {
    expect(resolveImage(builtInLanguages)._unsafeUnwrap().languages).toHaveLength(builtInLanguages.length);
  });

  it('builds on the base that a language asks for', () => {
    const cuda = withImage('cuda', { base: 'host/cuda:12' });

    expect(resolveImage([language('c'), cuda])._unsafeUnwrap().base).toBe('host/cuda:12');
  });

  it.each([
    ['conflict', withImage('one', { conflicts: ['two'] }), withImage('two', {})],
    ['conflict', withImage('one', {}), withImage('two', { conflicts: ['one'] })],
    ['base', withImage('one', { base: 'a' }), withImage('two', { base: 'b' })],
    ['env', withImage('one', { env: { A: '1' } }), withImage('two', { env: { A: '2' } })],
  ])('refuses a set that no image can serve: %s', (reason, one, two) => {
    expect(resolveImage([one, language('c'), two])._unsafeUnwrapErr()).toMatchObject({
      type: 'image/incompatible',
      reason,
      languages: ['one', 'two'],
    });
  });

  it('refuses a language that nothing says how to install', () => {
    const { image: _image, ...awk } = { ...language('perl'), id: 'awk' };

    expect(resolveImage([awk, language('c')])._unsafeUnwrapErr()).toMatchObject({
      type: 'image/incompatible',
      reason: 'no-packages',
      languages: ['awk'],
    });
  });

  it('refuses a set that is too large', () => {
    const failed = resolveImage([withImage('b', { sizeMb: 60 }), withImage('a', { sizeMb: 50 })], {
      baseSizeMb: 100,
      maxSizeMb: 200,
    });

    expect(failed._unsafeUnwrapErr()).toMatchObject({
      type: 'image/too-large',
      languages: ['a', 'b'],
      sizeMb: 210,
      maxSizeMb: 200,
    });
  });
});
