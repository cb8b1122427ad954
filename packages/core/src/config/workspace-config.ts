import { z } from 'zod';
import { count, durationMs, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';
import { capacityConfig } from './capacity-config.js';
import { poolConfig } from './pool-config.js';
import { documentConfig } from './document-config.js';
import { codeConfig } from './code-config.js';
import { conversationConfig, modelConfig, toolConfig } from './conversation-config.js';
import { projectConfig } from './project-config.js';
import { sourceConfig } from './source-config.js';
import { terminalConfig } from './terminal-config.js';
import { storageConfig } from './storage-config.js';
import { taskConfig } from './task-config.js';

const MIB = 1024 * 1024;
const SECOND = 1_000;
/** The longest that a lease may last. */
const DAY = 86_400 * SECOND;
/** Of spans between instants that are written down. */
const HUNDRED_YEARS = 36_500 * DAY;

/** Sessions, their workspaces, and what runs in them. */
export const workspaceConfig = {
  'sessions.maxPerUser': count.default(1_000).describe('The most sessions of one user.'),
  'sessions.maxLanguages': count.default(32).describe('The most languages of one session.'),
  'sessions.maxLabels': z.int().min(0).default(32).describe('The most labels of one session.'),
  'sessions.maxMembers': z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('The most members of one room, its owner included.'),
  'sessions.expiryWarningMs': pauseMs
    .default(5 * 60 * SECOND)
    .describe('How long before the end of a session whoever follows its workspace is warned.'),
  'workspaces.imageTimeoutMs': timeoutMs
    .default(30 * 60 * SECOND)
    .describe('How long making or fetching an image may take.'),
  'workspaces.startTimeoutMs': timeoutMs
    .default(60 * SECOND)
    .describe('How long a start may take once its image is there.'),
  'workspaces.stopGraceMs': pauseMs.default(5 * SECOND).describe('How long processes may take to end after SIGTERM.'),
  'workspaces.reconcileIntervalMs': timeoutMs
    .default(10 * SECOND)
    .describe('How often records and boxes are compared.'),
  'workspaces.graceAgeMs': pauseMs.default(5 * SECOND).describe('How old a box must be to be taken for an orphan.'),
  'workspaces.leaseTtlMs': timeoutMs
    .max(DAY)
    .default(15 * SECOND)
    .describe('How long a replica that is gone keeps the lead.'),
  'workspaces.isolationClass': z
    .string()
    .default('')
    .describe('What keeps workspaces apart from their machine, such as `runsc`; empty for the first of the runtime.'),
  'workspaces.network': z
    .enum(['', 'none', 'internet'])
    .default('')
    .describe('What programs may reach: `none`, `internet`, or empty for what the runtime does by itself.'),
  'workspaces.diskBytes': z
    .int()
    .min(0)
    .default(0)
    .describe('What the files of one workspace may take, where the runtime bounds them; 0 for no bound.'),
  'workspaces.keptFiles': z
    .enum(['none', 'rooms', 'all'])
    .default('none')
    .describe(
      'Whose files stay on the runtime until the session is deleted: those of `rooms`, of `all` sessions or of `none`, where there is neither a storage nor a source.',
    ),
  ...poolConfig,
  ...capacityConfig,
  'workspaces.idleTimeoutMs': durationMs
    .max(HUNDRED_YEARS)
    .default(30 * 60 * SECOND)
    .describe('After how long without use a workspace is stopped; 0 for never.'),
  'workspaces.maxLifetimeMs': durationMs
    .max(HUNDRED_YEARS)
    .default(DAY)
    .describe('How long a workspace may live, used or not; 0 for no end.'),
  'workspaces.warnBeforeMs': durationMs
    .max(HUNDRED_YEARS)
    .default(60 * SECOND)
    .describe('How long before such a stop a warning is told.'),
  'workspaces.activityTtlMs': timeoutMs
    .max(DAY)
    .default(30 * SECOND)
    .describe('How long what keeps a workspace alive counts after a replica that is gone.'),
  'workspaces.idleSocketMaxMs': durationMs
    .max(HUNDRED_YEARS)
    .default(30 * 60 * SECOND)
    .describe('How long an open watch or connection without events or traffic counts as use.'),
  'workspaces.maxKeepAliveMs': durationMs
    .max(DAY)
    .default(DAY)
    .describe('The longest time a caller may keep a workspace alive for.'),
  'workspaces.maxReapedPerSweep': count
    .default(100)
    .describe('How many workspaces whose time is over are looked at between two comparisons.'),
  'workspaces.statsTimeoutMs': timeoutMs
    .max(10 * SECOND)
    .default(2 * SECOND)
    .describe('How long one workspace may take to say what it uses, in the list of a tenant.'),
  'workspaces.runtimeTimeoutMs': timeoutMs
    .default(60 * SECOND)
    .describe('How long the runtime may take for one stop beyond its grace, one removal or one look at its boxes.'),
  'workspaces.maxSnapshotsPerSession': count.max(1_000).default(10).describe('The most snapshots of one session.'),
  'workspaces.maxSnapshotsPerTenant': count
    .max(1_000)
    .default(100)
    .describe('The most snapshots of all sessions of one tenant.'),
  'workspaces.snapshotTimeoutMs': timeoutMs
    .max(DAY)
    .default(600 * SECOND)
    .describe('How long taking a snapshot may take.'),
  'commands.defaultTimeoutMs': timeoutMs
    .default(60 * SECOND)
    .describe('The time of a command whose caller names none.'),
  'commands.maxTimeoutMs': timeoutMs.default(DAY).describe('The longest time a caller may name.'),
  'commands.maxOutputBytes': sizeBytes
    .max(64 * MIB)
    .default(8 * MIB)
    .describe('The most output of one command.'),
  'commands.retainBytes': sizeBytes
    .max(64 * MIB)
    .default(MIB)
    .describe('How much of the latest output of a background command stays readable.'),
  'commands.maxStdinBytes': sizeBytes.default(16 * MIB).describe('The most standard input in one request.'),
  'commands.maxConcurrent': count
    .default(256)
    .describe('How many commands may be waited for in one workspace at once, and may run for another to be started.'),
  'commands.maxRecorded': count.default(200).describe('How many commands of one session stay on record.'),
  'commands.maxRunFiles': count.default(256).describe('The most files of one run of code.'),
  ...terminalConfig,
  'files.maxFileBytes': sizeBytes.default(512 * MIB).describe('The most bytes of one file.'),
  'files.maxListEntries': count.default(50_000).describe('The most entries of one listing.'),
  ...conversationConfig,
  ...documentConfig,
  ...codeConfig,
  ...taskConfig,
  ...toolConfig,
  ...modelConfig,
  ...projectConfig,
  ...storageConfig,
  ...sourceConfig,
};
