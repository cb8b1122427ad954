import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { configKeys, configSchema, configSection, loadConfig, printConfig, variableOf } from './index.js';

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

  it('reads parts of a number where a part is one', () => {
    const env = { CARREL_KUBERNETES__CPU_SHARE: '0.125' };
    expect(expectOk(loadConfig({ env })).config['kubernetes.cpuShare']).toBe(0.125);
    for (const [name, wrong] of [
      ['CARREL_KUBERNETES__CPU_SHARE', '.5'],
      ['CARREL_KUBERNETES__CPU_SHARE', '1e-1'],
      ['CARREL_KUBERNETES__CPU_SHARE', '1.5'],
      ['CARREL_SERVER__PORT', '80.5'],
    ] as const)
      expectErr(loadConfig({ env: { [name]: wrong } }), 'config/invalid');
  });

  it('takes networks as addresses and as those with a length, and nothing else for them', () => {
    const env = { CARREL_DOCKER__NETWORK_ALLOW: '10.1.2.3,10.2.0.0/16' };
    expect(expectOk(loadConfig({ env })).config['docker.networkAllow']).toEqual(['10.1.2.3', '10.2.0.0/16']);

    for (const wrong of ['example.com', '10.0.0.0/33', '::/0']) {
      const { problems } = expectErr(loadConfig({ env: { CARREL_DOCKER__NETWORK_ALLOW: wrong } }), 'config/invalid');
      expect(problems).toMatchObject([{ key: 'docker.networkAllow.0' }]);
    }
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

  it('names what is wrong elsewhere too when the file is no TOML', () => {
    const file = tomlFile('[auth]\noutsidePublicKey = "hush\n');

    const { problems, message } = expectErr(loadConfig({ file, env: { CARREL_SERVER__PORT: 'x' } }), 'config/invalid');

    expect(problems).toEqual([
      { key: '(file)', source: file, expected: 'a TOML file, but line 2 is not' },
      expect.objectContaining({ key: 'server.port', source: 'CARREL_SERVER__PORT' }),
    ]);
    expect(message).not.toContain('hush');
  });

  it.each([
    ['server = 3', 'server', 'a table, [server]'],
    ['[[server]]\nport = 1', 'server', 'a table, [server]'],
    ['[sevrer]', 'sevrer', 'a known key, such as server'],
    ['[log.level.deep]', 'log.level.deep', 'a known key'],
    ['"server.port" = 1', '"server.port"', 'a known key, such as server.port'],
    ['[__proto__]\nx = 1', '__proto__.x', 'a known key'],
    ['constructor = 1', 'constructor', 'a known key'],
  ])('refuses what is no key: %s', (text, key, expected) => {
    const file = tomlFile(text);

    const { problems } = expectErr(loadConfig({ file, env: {} }), 'config/invalid');

    expect(problems).toEqual([{ key, source: file, expected }]);
  });

  it('takes a table in which nothing is said', () => {
    expect(expectOk(loadConfig({ file: tomlFile('[server]\n'), env: {} })).config['server.port']).toBe(8_787);
  });

  it('says which item of a list is wrong', () => {
    const file = tomlFile('[server]\nallowedOrigins = ["https://a.example", 2]\n');

    const { problems } = expectErr(loadConfig({ file, env: {} }), 'config/invalid');

    expect(problems).toMatchObject([{ key: 'server.allowedOrigins.1', source: file }]);
  });

  it.each([
    ['auth.minPasswordBytes', '2000', 'at most auth.maxPasswordBytes, which is 1024'],
    ['commands.defaultTimeoutMs', '86400001', 'at most commands.maxTimeoutMs, which is 86400000'],
    ['auth.agentKeyTtlMs', '40000000000', 'at most auth.maxAgentKeyTtlMs, which is 31536000000'],
    ['auth.keyReloadMs', '90000000', 'at most auth.keyPublishAheadMs, which is 86400000'],
    ['passwords.argon2MemoryKiB', '7', 'at least 8, 8 for each lane'],
    ['sockets.maxMessageBytes', '4194304', 'more than documents.maxUpdateBytes, which is 4194304'],
  ] as const)('refuses values that do not stand to each other as they must: %s', (key, value, expected) => {
    const { problems } = expectErr(loadConfig({ env: { [variableOf(key)]: value } }), 'config/invalid');

    expect(problems).toEqual([{ key, source: variableOf(key), expected }]);
  });

  it.each(['server.requestTimeoutMs', 'server.drainMs', 'workspaces.startTimeoutMs', 'store.busyTimeoutMs'] as const)(
    'refuses a wait that a timer cannot wait: %s',
    (key) => {
      const { problems } = expectErr(loadConfig({ env: { [variableOf(key)]: '2147483648' } }), 'config/invalid');

      expect(problems).toMatchObject([{ key, source: variableOf(key) }]);
    },
  );

  it.each(['https://user:hush@issuer.example/keys', 'file:///etc/keys', 'keys'])('refuses the keys at %s', (url) => {
    const error = expectErr(loadConfig({ env: { CARREL_AUTH__OUTSIDE_JWKS_URL: url } }), 'config/invalid');

    expect(error.problems).toMatchObject([{ key: 'auth.outsideJwksUrl', source: 'CARREL_AUTH__OUTSIDE_JWKS_URL' }]);
    expect(error.message).not.toContain('hush');
  });

  it('leaves alone the variables that tell of a service called carrel', () => {
    const env = {
      CARREL_SERVICE_HOST: '10.0.0.1',
      CARREL_SERVICE_PORT_HTTP: '8787',
      CARREL_PORT: 'tcp://10.0.0.1:8787',
      CARREL_PORT_8787_TCP_ADDR: '10.0.0.1',
      CARREL_SERVER_PORT: 'tcp://10.0.0.1:8787',
      CARREL_SERVER_SERVICE_HOST: '10.0.0.1',
      CARREL_SERVER__PORT: '9000',
    };

    expect(expectOk(loadConfig({ env })).config['server.port']).toBe(9_000);
  });

  it.each(['CARREL_PORT', 'CARREL_SERVICE_HOST', 'CARREL_SERVER_PORT'])(
    'refuses %s where there is no such service',
    (name) => {
      const { problems } = expectErr(loadConfig({ env: { [name]: '9000' } }), 'config/invalid');

      expect(problems).toMatchObject([{ key: name, source: 'the environment' }]);
    },
  );

  it('gives what nobody can change', () => {
    const resolved = expectOk(loadConfig({ env: {} }));

    for (const part of [resolved, resolved.config, resolved.sources, resolved.config['server.allowedOrigins']])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('lets every number be said in the environment, over the file', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numbers), (key) => {
        const table = key.slice(0, key.lastIndexOf('.'));
        const name = key.slice(key.lastIndexOf('.') + 1);
        const { config: defaults } = expectOk(loadConfig({ env: {} }));
        const less = Number(defaults[key]);
        const more = less + 1;
        const file = tomlFile(`[${table}]\n${name} = ${less}\n`);

        const { config, sources } = expectOk(loadConfig({ file, env: { [variableOf(key)]: String(more) } }));

        expect([config[key], sources[key]]).toEqual([more, variableOf(key)]);
        expect(expectOk(loadConfig({ file, env: {} })).sources[key]).toBe(file);
      }),
      { numRuns: 200 },
    );
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

  it('shows of a secret nothing but that there is one', () => {
    const text = fc
      .string({ minLength: 8 })
      .filter((each) => each.trim() === each && !JSON.stringify(defaultsPrinted).includes(each));
    fc.assert(
      fc.property(text, (secret) => {
        const env = { CARREL_AUTH__OUTSIDE_PUBLIC_KEY: secret };

        const printed = printConfig(expectOk(loadConfig({ env })));

        expect(printed).not.toContain(secret);
        expect(printed).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(printed).toContain('auth.outsidePublicKey = ***');
      }),
    );
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

const defaultsPrinted = printConfig(expectOk(loadConfig({ env: {} })));

/** The keys that hold a number which may be one more than its default. */
const numbers = configKeys.filter((key) => {
  const value: unknown = configSchema.shape[key].parse(undefined);
  const one = { [variableOf(key)]: String(Number(value) + 1) };
  return typeof value === 'number' && loadConfig({ env: one }).isOk();
});
