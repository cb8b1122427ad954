import { z } from 'zod';
import { count, durationMs, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';

const MIB = 1_024 * 1_024;
const GIB = 1_024 * MIB;
const DAY = 24 * 3_600_000;
const OWN_SERVER = /^[a-z][a-z0-9.#-]{0,63}=(?:\.[\w-]{1,32}\+){0,31}\.[\w-]{1,32} [\w.-]{1,128}(?: \S{1,1000}){0,32}$/;

/** Code intelligence: plans, and the language servers that answer. */
export const codeConfig = {
  'code.engine': z
    .enum(['language-servers', 'none'])
    .default('language-servers')
    .describe('What answers about code: language servers that run beside the server, when somebody asks, or nothing.'),
  'code.maxPlanFiles': count.max(5_000).default(500).describe('How many files one plan changes.'),
  'code.maxPlanBytes': sizeBytes
    .max(256 * MIB)
    .default(16 * MIB)
    .describe('The most bytes that one plan keeps: its files as they are before and after.'),
  'code.maxPlansPerSession': count.max(1_000).default(50).describe('How many plans one session has.'),
  'code.planTtlMs': durationMs
    .default(DAY)
    .describe('How long a plan is kept after it was made, and after it was applied or undone.'),
  'code.maxDiffBytes': sizeBytes
    .max(16 * MIB)
    .default(MIB)
    .describe('The most bytes of the diff of a plan.'),
  'code.maxFileBytes': sizeBytes.default(8 * MIB).describe('The most bytes of a file that is read for an answer.'),
  'code.maxUnsavedBytes': sizeBytes
    .default(4 * MIB)
    .describe('The most bytes of texts that one question brings and that are not in their files.'),
  'code.maxDiagnosedFiles': z
    .int()
    .min(0)
    .default(20)
    .describe('Plans that change more files are not checked for new problems after they were applied; 0 checks none.'),
  'code.diagnosticsTimeoutMs': timeoutMs.default(15_000).describe('How long that check may take.'),
  'code.maxFormattedFiles': z
    .int()
    .min(0)
    .default(20)
    .describe(
      'Plans that change more files are not formatted by the formatter that their project is set up for, which is run in the workspace; 0 runs none.',
    ),
  'code.formatTimeoutMs': timeoutMs.default(15_000).describe('How long that formatting may take.'),
  'code.sweepIntervalMs': timeoutMs
    .default(60_000)
    .describe('How often plans are looked for that were stopped in the middle or are too old.'),
  'codeServers.confinement': z
    .enum(['required', 'where-possible', 'never'])
    .default('required')
    .describe(
      'Whether language servers see no more of this machine than the files of their session and what is in `/usr`, and no network. That takes Linux, `unshare` and user namespaces; where they are missing, `required` runs no server.',
    ),
  'codeServers.own': z
    .array(z.string().regex(OWN_SERVER, 'expected language=.ending+.ending program argument …'))
    .max(64)
    .default([])
    .describe(
      'Language servers of this machine besides those that come with it, or in their place, as `go=.go gopls`: the language, the endings of its files, a program in the `PATH` that speaks on its standard input and output, and its arguments.',
    ),
  'codeServers.maxServers': count.default(4).describe('How many language servers run at once.'),
  'codeServers.maxMirrors': count
    .default(16)
    .describe('Of how many sessions the files are kept on this machine for language servers.'),
  'codeServers.maxCalls': count
    .default(64)
    .describe('How many questions are under way at once, or wait for their turn.'),
  'codeServers.idleMs': pauseMs.default(300_000).describe('How long a language server stays that nobody uses.'),
  'codeServers.waitMs': timeoutMs.default(10_000).describe('How long a question waits while all of them are busy.'),
  'codeServers.startMs': timeoutMs.default(30_000).describe('How long one may take to start.'),
  'codeServers.requestMs': timeoutMs.default(30_000).describe('How long one may take for an answer.'),
  'codeServers.heapMib': count.default(1_024).describe('The heap of each process of one in JavaScript, in MiB.'),
  'codeServers.maxServerBytes': sizeBytes
    .default(2 * GIB)
    .describe('The memory that one may hold with all that it starts; then it is stopped.'),
  'codeServers.maxMemoryBytes': sizeBytes
    .default(4 * GIB)
    .describe(
      'The memory that all may hold together. Beyond that those are stopped that answer nothing, the one used longest ago first, and none is started.',
    ),
  'codeServers.maxFiles': count.default(20_000).describe('The most files of a session that they look at.'),
  'codeServers.maxFileBytes': sizeBytes.default(2 * MIB).describe('Larger files are left out.'),
  'codeServers.maxBytes': sizeBytes.default(256 * MIB).describe('The most bytes of the files of a session together.'),
  'codeServers.maxItems': count.max(100_000).default(1_000).describe('The most items of one answer.'),
};
