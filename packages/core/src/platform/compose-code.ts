import {
  CodeAccess,
  CodePlanService,
  CodeService,
  CodeUpkeep,
  defaultCodeOptions,
  PlanDiagnostics,
  PlanFormatting,
  PlanLog,
  PlanRecovery,
  PlanTurns,
  RunningWork,
  SeenSessions,
  type CodeCommands,
  type CodeDocuments,
  type CodeFiles,
} from '../code/index.js';
import { processHolder } from '../leases/index.js';
import type { AccessFeed, SessionRepository } from '../sessions/index.js';
import type { CarrelOptions } from './carrel-options.js';
import type { PlatformContext } from './platform-context.js';

interface CodeParts {
  readonly accessFeed: AccessFeed;
  readonly sessions: SessionRepository;
  readonly files: CodeFiles;
  readonly documents: CodeDocuments;
  readonly commands: CodeCommands;
}

/** What answers about code and changes it, and what must be started and ended with it. */
export function composeCode(
  given: CarrelOptions,
  { store, clock, ids, leases, logger, installation }: PlatformContext,
  { accessFeed, sessions, files, documents, commands }: CodeParts,
) {
  const { engine, ...options } = { ...defaultCodeOptions, ...given.code };
  const { maxPlansPerSession, planTtlMs } = options;
  const base = {
    accessFeed,
    store,
    clock,
    ids,
    leases,
    logger,
    sessions,
    files,
    documents,
    commands,
    engine,
    options,
    maxPlansPerSession,
    planTtlMs,
  };
  const log = new PlanLog({ ...base, cursors: installation.cursors });
  const turns = new PlanTurns(base);
  const recovery = new PlanRecovery({ ...base, log, turns });
  const seen = new SeenSessions();
  const parts = { ...base, log, turns, recovery, seen, access: new CodeAccess(base), work: new RunningWork() };
  const plans = new CodePlanService({
    ...parts,
    diagnostics: new PlanDiagnostics(base),
    formatting: new PlanFormatting(base),
  });
  const upkeep = new CodeUpkeep({ ...parts, holder: processHolder(ids) });
  const service = new CodeService({ ...parts, plans });
  return {
    service,
    upkeep,
    /** What the tools of models work with; `null` without an engine, so that no model is told of what nobody can do. */
    tooled: engine === null ? null : service,
    /** Without an engine there is nothing to look after that whoever asks for it does not. */
    start: () => {
      if (engine !== null) upkeep.start();
    },
    /** Whether files are being changed, or a plan is being made. */
    get isBusy() {
      return parts.work.isBusy;
    },
    /** Resolves when that is over. */
    idle: () => parts.work.idle(),
    dispose: async () => {
      await upkeep.stop();
      await parts.work.idle();
      await engine?.dispose();
    },
  };
}
