import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { configSection, loadConfig, printConfig, variableOf } from './index.js';

const directory = mkdtempSync(join(tmpdir(), 'carrel-config-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

let files = 0;

function tomlFile(text: string): string {
  const path = join(directory, `${(files += 1)}.toml`);
  writeFileSync(path, text);
  return path;
}

describe('loadConfig', () => {
  it('gives the defaults where nothing is said', () => {
    const { config, sources } = expectOk(loadConfig({ env: {} }));

    expect(config).toMatchObject({
      'server.port': 8_787,
      'commands.defaultTimeoutMs': 60_000,
      environment: 'development',
    });
    expect(sources['server.port']).toBe('default');
  });

  it('lets flags outweigh the environment, the environment the file, and the file the defaults', () => {
    fc.assert(
      fc.property(fc.option(port), fc.option(port), fc.option(port), (inFile, inEnvironment, asFlag) => {
        const file = tomlFile(inFile === null ? '' : `[server]\nport = ${inFile}\n`);
        const env = inEnvironment === null ? {} : { CARREL_SERVER__PORT: String(inEnvironment) };
        const flags = asFlag === null ? {} : { 'server.port': asFlag };

        const { config, sources } = expectOk(loadConfig({ file, env, flags }));

        expect(config['server.port']).toBe(asFlag ?? inEnvironment ?? inFile ?? 8_787);
        const source =
          asFlag !== null
            ? 'flag'
            : inEnvironment !== null
              ? 'CARREL_SERVER__PORT'
              : inFile !== null
                ? file
                : 'default';
        expect(sources['server.port']).toBe(source);
      }),
      { numRuns: 50 },
    );
  });

  it('reads numbers, booleans and lists from variables', () => {
    const env = {
      CARREL_COMMANDS__MAX_OUTPUT_BYTES: '1000',
      CARREL_RUNTIME__ALLOW_LOCAL_IN_PRODUCTION: 'true',
      CARREL_SERVER__ALLOWED_ORIGINS: 'https://a.example, https://b.example',
      PATH: '/bin',
    };

    const { config } = expectOk(loadConfig({ env }));

    expect(config['commands.maxOutputBytes']).toBe(1_000);
    expect(config['runtime.allowLocalInProduction']).toBe(true);
    expect(config['server.allowedOrigins']).toEqual(['https://a.example', 'https://b.example']);
  });

  it('names every problem at once, each with its key, its source and what was expected', () => {
    const file = tomlFile('dataDri = "x"\n[server]\nport = 99999\n');
    const env = { CARREL_LOG__LEVEL: 'loud', CARREL_SERVR__PORT: '1' };

    const { problems } = expectErr(loadConfig({ file, env }), 'config/invalid');

    expect(problems).toEqual(
      expect.arrayContaining([
        { key: 'dataDri', source: file, expected: 'a known key, such as dataDir' },
        { key: 'CARREL_SERVR__PORT', source: 'the environment', expected: 'a known key, such as CARREL_SERVER__PORT' },
        { key: 'server.port', source: file, expected: expect.stringContaining('65535') as string },
        { key: 'log.level', source: 'CARREL_LOG__LEVEL', expected: expect.stringContaining('"silent"') as string },
      ]),
    );
    expect(problems).toHaveLength(4);
  });

  it.each(['not = = toml', undefined])('refuses a file that cannot be used: %s', (text) => {
    const file = text === undefined ? join(directory, 'missing.toml') : tomlFile(text);

    const { problems } = expectErr(loadConfig({ file, env: {} }), 'config/invalid');

    expect(problems[0]?.source).toBe(file);
  });

  it('refuses a variable of the wrong kind rather than guessing', () => {
    const { problems } = expectErr(loadConfig({ env: { CARREL_SERVER__PORT: '80a' } }), 'config/invalid');

    expect(problems[0]).toMatchObject({ key: 'server.port', source: 'CARREL_SERVER__PORT' });
  });
});

describe('printConfig', () => {
  it('shows each value and its source, and never a secret', () => {
    const resolved = expectOk(
      loadConfig({ env: { CARREL_AUTH__OUTSIDE_PUBLIC_KEY: 'hush', CARREL_SERVER__PORT: '9000' } }),
    );

    const printed = printConfig(resolved);

    expect(printed).toContain('server.port = 9000  # CARREL_SERVER__PORT\n');
    expect(printed).toContain('auth.outsidePublicKey = ***  # CARREL_AUTH__OUTSIDE_PUBLIC_KEY\n');
    expect(printed).not.toContain('hush');
  });
});

describe('configSection', () => {
  it('gives the keys below a table', () => {
    const { config } = expectOk(loadConfig({ env: {} }));

    expect(configSection(config, 'files')).toEqual({ maxFileBytes: 536_870_912, maxListEntries: 50_000 });
  });
});

describe('variableOf', () => {
  it('writes dots as two underscores and capitals behind one', () => {
    expect(variableOf('commands.maxOutputBytes')).toBe('CARREL_COMMANDS__MAX_OUTPUT_BYTES');
  });
});

const port = fc.integer({ min: 1, max: 65_535 });
