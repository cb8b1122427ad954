import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { builtInLanguages, extendLanguages, imageCheck, type Language } from '@carrel/core/languages';
import { beforeAll, describe, expect, it } from 'vitest';
import { authorities } from './authorities.js';
import { buildImage } from './build-image.js';
import { hasDocker, runDocker } from './run-docker.js';
import { confinement } from './run-sample.js';

const GREETING = 'it is "50 %" of $HOME \\ \'all\'';
/** What the image above was built from, so that it is there. */
const BASE = 'debian:bookworm-slim';
const SOURCES = [
  'deb http://deb.debian.org/debian bookworm main',
  'deb http://deb.debian.org/debian-security bookworm-security main',
];

function small(): Language {
  const image = { env: { GREETING } };
  const languages = extendLanguages(builtInLanguages, [{ id: 'lua', image }])._unsafeUnwrap();
  return languages.find(({ id }) => id === 'lua')!;
}

describe.skipIf(!hasDocker)('a workspace image', () => {
  let tag = '';
  beforeAll(async () => {
    tag = (await buildImage([small()], { sources: SOURCES, certificates: authorities })).tag;
  });

  /** What a script prints in a container as confined as a workspace. */
  async function said(script: string, options: readonly string[] = []): Promise<string> {
    const root = mkdtempSync(`${tmpdir()}/carrel-contract-`);
    try {
      const { exitCode, stdout, stderr } = await runDocker(
        ['run', ...confinement(root, small()), '--workdir', '/', ...options, tag, 'sh', '-s'],
        script,
      );
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      return stdout;
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  it('runs as its user, at home in /workspace, where it may write', async () => {
    const { stdout } = await runDocker([
      ...['run', '--rm', '--network', 'none', tag],
      ...['sh', '-c', 'id -u; id -g; whoami; pwd; echo $HOME; echo $LANG; touch here && ls'],
    ]);

    expect(stdout.split('\n')).toEqual(['1000', '1000', 'carrel', '/workspace', '/workspace', 'C.UTF-8', 'here', '']);
  });

  it.each(
    ['sh', 'bash', 'env', 'timeout', 'sha256sum', 'find', 'xargs', 'grep', 'sed', 'tar', 'gzip', 'git'].map((tool) => [
      tool,
    ]),
  )('has %s', async (tool) => {
    expect(await said(`command -v ${tool}`)).toContain(`/${tool}`);
  });

  it('trusts the usual authorities', async () => {
    expect(Number(await said('grep -c BEGIN /etc/ssl/certs/ca-certificates.crt'))).toBeGreaterThan(100);
  });

  it.each(authorities)('trusts those that it was given, too', async (certificate) => {
    const script = `openssl verify -CAfile /etc/ssl/certs/ca-certificates.crt /dev/stdin <<'END'\n${certificate}\nEND\n`;

    expect(await said(script)).toBe('/dev/stdin: OK\n');
  });

  it('takes text as UTF-8', async () => {
    expect((await said("printf 'é€' | wc -m")).trim()).toBe('2');
  });

  it('has the environment of its languages as it was given', async () => {
    expect(await said('printf %s "$GREETING"')).toBe(GREETING);
  });

  it('was built from the sources that were given', async () => {
    expect(await said('cat /etc/apt/sources.list')).toBe(`${SOURCES.join('\n')}\n`);
  });

  it('has no program that makes its caller another user', async () => {
    expect(await said('find / -xdev -type f -perm /6000 2>&-; true')).toBe('');
  });

  it.each([
    ['/var/lib/apt/lists', '-type f'],
    ['/var/cache/apt', "-name '*.bin' -o -name '*.deb'"],
    ['/usr/share/man', '-type f'],
    ['/usr/share/doc', '-type f ! -name copyright'],
    ['/tmp', '-mindepth 1'],
    ['/workspace', '-mindepth 1'],
  ])('leaves nothing in %s that only served to build it', async (directory, what) => {
    const { stdout } = await runDocker([
      'run',
      '--rm',
      '--user',
      '0',
      '--network',
      'none',
      tag,
      'sh',
      '-c',
      `find ${directory} ${what}`,
    ]);

    expect(stdout).toBe('');
  });

  it('passes the check of images', async () => {
    const { argv, read } = imageCheck([small()]);

    const { exitCode, stdout } = await runDocker(['run', '--rm', '--network', 'none', tag, ...argv]);

    expect({ exitCode, findings: read(stdout) }).toEqual({ exitCode: 0, findings: [] });
  });

  it('is told from one that keeps no contract', async () => {
    const bash = { ...builtInLanguages.find(({ id }) => id === 'bash')!, version: '4.4' };
    const { argv, read } = imageCheck([small(), bash]);

    const { stdout } = await runDocker(['run', '--rm', '--network', 'none', BASE, ...argv]);

    const findings = read(stdout).map(({ promise, detail }) => `${promise}: ${detail}`);
    expect(findings).toEqual(
      expect.arrayContaining([
        'user: runs as 0:0, expected 1000:1000',
        'directory: starts in /, expected /workspace',
        'directory: HOME is /root, expected /workspace',
        'directory: its user may not write to /workspace',
        'setuid: /usr/bin/passwd makes its caller another user',
        'program: there is no git',
        'language: lua has no program lua',
        expect.stringMatching(/^language: bash is not 4.4: GNU bash, version 5/),
      ]),
    );
  });
});
