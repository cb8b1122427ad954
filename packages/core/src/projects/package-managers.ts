import { npmPackages } from './npm-packages.js';
import type { PackageManager } from './package-manager.js';

const VERSION = '[\\w.^~<>=*+-]{1,100}';
const NPM_PACKAGES = new RegExp(
  `^(?:@[a-z0-9~][a-z0-9._~-]{0,99}/)?[a-z0-9~][a-z0-9._~-]{0,213}(?:@${VERSION})?$`,
  'i',
);
const NPM = { packages: NPM_PACKAGES, example: 'left-pad@1.3.0', withoutManifest: true } as const;

const PYTHON_SPECIFIER = '(?:===|==|~=|!=|<=|>=|<|>)[\\w.*+!]{1,50}';
const PYTHON_PACKAGES = new RegExp(
  `^[a-z0-9][a-z0-9._-]{0,99}(?:\\[[a-z0-9._,-]{1,100}\\])?(?:${PYTHON_SPECIFIER}(?:,${PYTHON_SPECIFIER}){0,7})?$`,
  'i',
);
const PYTHON = { packages: PYTHON_PACKAGES, example: 'requests>=2.31', withoutManifest: false } as const;
const PIP_OFFLINE = { PIP_RETRIES: '0' };
const PIP_ENV = { PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

const JVM = { packages: /^$/, example: '', withoutManifest: false, env: {}, cache: [] } as const;

/** Every program that packages are fetched with, by the ids of detection. */
export const packageManagers: readonly PackageManager[] = [
  {
    ...NPM,
    id: 'npm',
    add: ['npm', 'install'],
    env: { npm_config_fund: 'false', npm_config_update_notifier: 'false', npm_config_yes: 'true' },
    offline: { npm_config_offline: 'true' },
    cache: ['npm_config_cache'],
    shared: npmPackages,
  },
  {
    ...NPM,
    id: 'pnpm',
    add: ['pnpm', 'add'],
    env: { npm_config_update_notifier: 'false' },
    offline: { npm_config_offline: 'true' },
    cache: [],
  },
  { ...NPM, id: 'yarn', add: ['yarn', 'add'], env: {}, cache: ['YARN_CACHE_FOLDER'] },
  { ...NPM, id: 'bun', add: ['bun', 'add'], env: {}, cache: ['BUN_INSTALL_CACHE_DIR'] },
  {
    id: 'deno',
    add: ['deno', 'add'],
    packages: new RegExp(`^(?:npm|jsr):(?:@[a-z0-9][a-z0-9._-]{0,99}/)?[a-z0-9][a-z0-9._-]{0,213}(?:@${VERSION})?$`),
    example: 'npm:left-pad@1.3.0',
    withoutManifest: true,
    env: { DENO_NO_PROMPT: '1', DENO_NO_UPDATE_CHECK: '1' },
    cache: [],
  },
  {
    ...PYTHON,
    id: 'pip',
    add: ['python3', '-m', 'pip', 'install'],
    withoutManifest: true,
    env: PIP_ENV,
    offline: PIP_OFFLINE,
    cache: ['PIP_CACHE_DIR'],
  },
  { ...PYTHON, id: 'uv', add: ['uv', 'add'], env: {}, offline: { UV_OFFLINE: '1' }, cache: ['UV_CACHE_DIR'] },
  { ...PYTHON, id: 'poetry', add: ['poetry', 'add'], env: { POETRY_NO_INTERACTION: '1' }, cache: [] },
  { ...PYTHON, id: 'pdm', add: ['pdm', 'add'], env: { PDM_CHECK_UPDATE: '0' }, cache: ['PDM_CACHE_DIR'] },
  {
    ...PYTHON,
    id: 'pipenv',
    add: ['pipenv', 'install'],
    env: { ...PIP_ENV, PIPENV_YES: '1' },
    offline: PIP_OFFLINE,
    cache: ['PIPENV_CACHE_DIR'],
  },
  { ...PYTHON, id: 'hatch', env: PIP_ENV, offline: PIP_OFFLINE, cache: ['PIP_CACHE_DIR'] },
  {
    id: 'cargo',
    add: ['cargo', 'add'],
    packages: new RegExp(`^[A-Za-z][\\w-]{0,63}(?:@${VERSION})?$`),
    example: 'serde@1',
    withoutManifest: false,
    env: { CARGO_TERM_PROGRESS_WHEN: 'never' },
    offline: { CARGO_NET_OFFLINE: 'true' },
    cache: [],
  },
  {
    id: 'go',
    add: ['go', 'get'],
    packages:
      /^[A-Za-z0-9][\w~-]{0,99}(?:\.[\w~-]{1,99}){1,9}(?:\/[\w~-]{1,99}(?:\.[\w~-]{1,99}){0,9}){1,20}(?:@[\w.+-]{1,100})?$/,
    example: 'github.com/google/uuid@v1.6.0',
    withoutManifest: false,
    env: {},
    offline: { GOPROXY: 'off' },
    cache: [],
  },
  { ...JVM, id: 'mvnw' },
  { ...JVM, id: 'mvn' },
  { ...JVM, id: 'gradlew' },
  { ...JVM, id: 'gradle' },
  {
    id: 'bundler',
    add: ['bundle', 'add'],
    packages: /^[A-Za-z0-9][\w.-]{0,99}$/,
    example: 'rack',
    withoutManifest: false,
    env: {},
    cache: ['BUNDLE_USER_CACHE'],
  },
  {
    id: 'composer',
    add: ['composer', 'require'],
    packages: new RegExp(`^[a-z0-9][a-z0-9_.-]{0,99}/[a-z0-9][a-z0-9_.-]{0,99}(?::${VERSION})?$`),
    example: 'monolog/monolog:^3',
    withoutManifest: true,
    env: { COMPOSER_NO_INTERACTION: '1', COMPOSER_DISABLE_XDEBUG_WARN: '1' },
    offline: { COMPOSER_DISABLE_NETWORK: '1' },
    cache: ['COMPOSER_CACHE_DIR'],
  },
  {
    id: 'dotnet',
    add: ['dotnet', 'add', 'package'],
    packages: /^[A-Za-z0-9][\w.-]{0,99}$/,
    example: 'Serilog',
    maxPackages: 1,
    withoutManifest: false,
    env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    cache: [],
  },
];

export function packageManager(id: string): PackageManager | undefined {
  return packageManagers.find((manager) => manager.id === id);
}
