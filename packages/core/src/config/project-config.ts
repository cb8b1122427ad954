import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const KIB = 1024;
const SECOND = 1_000;

/** What is looked at to tell projects, and how their packages are installed. */
export const projectConfig = {
  'projects.maxEntries': count.default(20_000).describe('How many entries of directories one detection looks at.'),
  'projects.maxDirectories': count.default(2_000).describe('How many directories one detection looks into.'),
  'projects.maxManifests': count.default(64).describe('How many manifests one detection reads.'),
  'projects.maxManifestBytes': sizeBytes.default(256 * KIB).describe('The most bytes of a manifest that is read.'),
  'projects.maxDepth': z.int().min(0).default(6).describe('How many directories deep manifests are looked for.'),
  'projects.installTimeoutMs': timeoutMs
    .default(600 * SECOND)
    .describe('The time of an installation whose caller names none.'),
  'projects.maxInstallTimeoutMs': timeoutMs
    .default(3_600 * SECOND)
    .describe('The longest time that a caller may name for an installation.'),
  'projects.maxInstallOutputBytes': sizeBytes
    .max(64 * KIB * KIB)
    .default(8 * KIB * KIB)
    .describe('The most output of one installation.'),
  'projects.maxPackages': count.default(64).describe('How many packages one request may name.'),
  'projects.cache': z
    .enum(['session', 'tool', 'tenant'])
    .default('session')
    .describe(
      'Where tools keep what they may lose: `session` below `.carrel/cache` of the workspace, `tool` where they do by themselves, `tenant` as `session`, with verified packages stored for the whole tenant.',
    ),
  'projects.cacheMaxEntryBytes': sizeBytes
    .default(512 * KIB * KIB)
    .describe('The most bytes of packages that are stored for one lock file.'),
  'projects.cacheMaxEntryFiles': count.default(10_000).describe('The most packages that are stored for one lock file.'),
  'projects.cacheMaxBytes': sizeBytes
    .default(4 * KIB * KIB * KIB)
    .describe('The most bytes of packages that are stored for one tenant; the least recently used go first.'),
  'projects.cacheMaxEntries': count
    .max(1_000)
    .default(100)
    .describe('For how many lock files packages are stored for one tenant; the least recently used go first.'),
  'projects.cacheMaxAgeMs': z
    .int()
    .min(1)
    .default(30 * 86_400 * SECOND)
    .describe('How long packages stay stored.'),
  'projects.cacheLoadTimeoutMs': timeoutMs
    .max(45 * SECOND)
    .default(30 * SECOND)
    .describe('How long an installation waits for stored packages before it goes on without them.'),
  'projects.cacheSaveTimeoutMs': timeoutMs
    .default(120 * SECOND)
    .describe('How long storing the packages of one lock file may take.'),
  'projects.env': z
    .array(z.string().regex(/^[^=\0]{1,255}=[^\0]*$/, 'expected NAME=value'))
    .default([])
    .readonly()
    .describe(
      'The environment of installations, as `NAME=value`: addresses of registries and mirrors. Workspaces can read it.',
    ),
};
