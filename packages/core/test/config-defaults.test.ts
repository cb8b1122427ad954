import { expect, it } from 'vitest';
import { configSection, loadConfig, type Config } from '../src/config/index.js';
import { resolveAuditOptions } from '../src/audit/audit-options.js';
import { defaultConversationOptions } from '../src/conversations/index.js';
import { defaultDocumentOptions } from '../src/documents/index.js';
import { defaultFileOptions } from '../src/files/file-options.js';
import { resolveIdentityOptions } from '../src/identity/identity-options.js';
import { resolvePasswordHashingOptions } from '../src/identity/password-hashing-options.js';
import { defaultLoginLimits } from '../src/platform/index.js';
import { defaultPortOptions } from '../src/ports/index.js';
import { defaultProjectOptions } from '../src/projects/index.js';
import { defaultSessionLimits } from '../src/sessions/index.js';
import { resolveSettingOptions } from '../src/settings/setting-options.js';
import { defaultStorageOptions } from '../src/storage/index.js';
import { defaultTerminalOptions } from '../src/terminals/index.js';
import { defaultStreamOptions } from '../src/streaming/index.js';
import { defaultTaskOptions } from '../src/tasks/index.js';
import { defaultToolOptions } from '../src/tools/index.js';
import { defaultCommandOptions } from '../src/workspaces/command-options.js';
import { defaultSourceOptions } from '../src/workspaces/source-options.js';
import { defaultWorkspaceOptions } from '../src/workspaces/workspace-options.js';
import { expectOk } from './expect-result.js';

const { config } = expectOk(loadConfig({ env: {} }));

/** Tables whose keys are the options of one service. */
const TABLES = [
  ['audit', configSection(config, 'audit'), resolveAuditOptions()],
  ['commands', configSection(config, 'commands'), defaultCommandOptions],
  ['conversations', configSection(config, 'conversations'), defaultConversationOptions],
  ['documents', configSection(config, 'documents'), defaultDocumentOptions],
  ['logins', configSection(config, 'logins'), defaultLoginLimits],
  ['files', configSection(config, 'files'), defaultFileOptions],
  ['projects', { ...configSection(config, 'projects'), env: {} }, defaultProjectOptions],
  ['sessions', configSection(config, 'sessions'), defaultSessionLimits],
  [
    'sources',
    { ...configSection(config, 'sources'), credentials: defaultSourceOptions.credentials },
    defaultSourceOptions,
  ],
  ['settings', configSection(config, 'settings'), resolveSettingOptions()],
  [
    'ports',
    { maxPerSession: config['ports.maxPerSession'], maxPerUser: config['ports.maxPerUser'] },
    defaultPortOptions,
  ],
  ['storage', configSection(config, 'storage'), defaultStorageOptions],
  [
    'terminals',
    {
      ...configSection(config, 'terminals'),
      shell: defaultTerminalOptions.shell,
      onInput: defaultTerminalOptions.onInput,
    },
    defaultTerminalOptions,
  ],
  ['streams', { ...configSection(config, 'streams'), kind: undefined }, defaultStreamOptions],
  ['tasks', configSection(config, 'tasks'), defaultTaskOptions],
  ['tools', configSection(config, 'tools'), defaultToolOptions],
  ['workspaces', configSection(config, 'workspaces'), defaultWorkspaceOptions],
  ['auth', { ...withoutOutside(config), passTtlMs: config['ports.passTtlMs'] }, resolveIdentityOptions()],
] as const;

it.each(TABLES)(
  'the table %s has every option of its service, with the same default',
  (_table, configured, options) => {
    expect(configured).toEqual(options);
  },
);

it('passwords are hashed as the options say by default', () => {
  const passwords = resolvePasswordHashingOptions();

  expect(configSection(config, 'passwords')).toEqual({
    algorithm: passwords.algorithm,
    argon2MemoryKiB: passwords.argon2.memoryKiB,
    argon2Iterations: passwords.argon2.iterations,
    argon2Parallelism: passwords.argon2.parallelism,
    scryptCostLog2: passwords.scrypt.costLog2,
    concurrency: 0,
    maxWaiting: passwords.maxWaiting,
  });
});

/** What the table says of an outside issuer are options of its verifier. */
function withoutOutside(from: Config): object {
  const entries = Object.entries(configSection(from, 'auth')).filter(([name]) => !name.startsWith('outside'));
  return Object.fromEntries(entries);
}
