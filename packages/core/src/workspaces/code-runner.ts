import { auditedBy } from '../audit/index.js';
import type { Caller, Clock, IdSource, InvalidInput, SessionId } from '../kernel/index.js';
import { commandId, err, errAsync, ok, parseInput, ResultAsync, type Result } from '../kernel/index.js';
import { languageNotInstalled, type Language, type LanguageCatalogue, type LanguageError } from '../languages/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ActivityTracker } from './activity-tracker.js';
import { isBuilt, planCode, type CodePlan } from './code-plan.js';
import type { CommandError } from './command-errors.js';
import { createCommandSchemas, type CommandSchemas } from './command-input.js';
import type { ResolvedCommandOptions } from './command-options.js';
import type { CommandRunner } from './command-runner.js';
import type { CallInWorkspace } from './command-service.js';
import type { CodeResult, CodeStage, RunCode } from './command.js';
import type { RunJournals, RunRecords } from './run-journal.js';
import { tryAgain } from './try-again.js';
import type { WorkspaceAccess, WorkspaceTarget } from './workspace-access.js';
import type { ReachError } from './workspace-errors.js';

export interface CodeRunnerDeps {
  readonly access: WorkspaceAccess;
  readonly activity: ActivityTracker;
  readonly runner: CommandRunner;
  readonly languages: LanguageCatalogue;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly options: ResolvedCommandOptions;
  readonly journals: RunJournals;
  /** Where what ran is written down. */
  readonly records: RunRecords;
}

type Failure = CommandError | ReachError | LanguageError | InvalidInput;

/** Where runs keep their files; each has a directory of its own there, for as long as it takes. */
const RUNS = '.carrel/run';

/** Builds and runs programs given as files. */
export class CodeRunner {
  private readonly schemas: CommandSchemas;

  constructor(private readonly deps: CodeRunnerDeps) {
    this.schemas = createCommandSchemas(deps.options);
  }

  /**
   * Compiles the files where the language asks for it, then runs the main one in a fresh directory of the workspace, which is
   * gone afterwards, with every process that it left. How each stage ended is a value. `language/not-found` outside the
   * catalogue, `language/not-installed` when the workspace has no program for it, `process/not-startable` when what was built is
   * none, `connection/limit` when the workspace is full of processes. When `signal` fires everything is killed: `request/aborted`.
   */
  run(
    caller: Caller,
    sessionId: SessionId,
    { request, ...call }: CallInWorkspace & { readonly request: RunCode },
  ): ResultAsync<CodeResult, Failure> {
    const code = parseInput(this.schemas.code, request);
    if (code.isErr()) return errAsync(code.error);
    const language = this.deps.languages.get(code.value.language);
    if (language.isErr()) return errAsync(language.error);
    const plan = planCode(language.value, code.value.files, code.value.args ?? []);
    if (plan.isErr()) return errAsync(plan.error);
    const target = { caller, sessionId, ...call, action: 'commands.run' } as const;
    return new ResultAsync(this.inDirectory(target, { code: code.value, language: language.value, plan: plan.value }));
  }

  private async inDirectory(target: WorkspaceTarget, job: Job): Promise<Result<CodeResult, Failure>> {
    const { access, activity, clock, ids, logger } = this.deps;
    const directory = `${RUNS}/${commandId.create(ids)}`;
    const { plan, code } = job;
    let reached = false;
    const written = await access.use(target, ({ files }, workspace) => {
      reached = true;
      return activity.touch(workspace).andThen(() =>
        files.makeDirectory(plan.compile === null ? directory : `${directory}/.build`).andThen(() =>
          files.writeMany(
            [...plan.supplied, ...code.files].map(({ path, content }) => ({
              path: `${directory}/${path}`,
              data: Buffer.from(content),
            })),
          ),
        ),
      );
    });
    if (written.isErr() && !reached) return err(written.error);
    const result = written.isErr()
      ? err<CodeResult, Failure>(written.error)
      : await this.stages(target, job, directory);
    const remove = () => access.use({ ...target, signal: undefined }, ({ files }) => files.remove(directory));
    const gone = await tryAgain(clock, ['connection/limit', 'file/exists', 'file/failed'], remove);
    if (gone.isErr()) logger.debug({ error: gone.error }, 'directory of a run not removed');
    return result;
  }

  private async stages(target: WorkspaceTarget, job: Job, directory: string): Promise<Result<CodeResult, Failure>> {
    const { plan, code, language } = job;
    const { timeoutMs, compileTimeoutMs } = language.limits;
    const main = { argv: plan.run, directory, stdin: code.stdin, timeoutMs: code.timeoutMs ?? timeoutMs };
    if (plan.compile === null) return (await this.stage(target, job, main)).map((run) => ({ run }));
    const building = { argv: plan.compile, directory, timeoutMs: compileTimeoutMs };
    const compiled = await this.stage(target, job, building);
    if (compiled.isErr()) return err(compiled.error);
    const compile = compiled.value;
    if (compile.reason !== 'exited' || compile.exitCode !== 0) return ok({ compile });
    return (await this.stage(target, job, main)).map((run) => ({ compile, run }));
  }

  private async stage(
    target: WorkspaceTarget,
    { language }: Job,
    { argv, directory, stdin, timeoutMs }: Stage,
  ): Promise<Result<CodeStage, Failure>> {
    const { clock, ids, journals, options, records, runner } = this.deps;
    const { caller, sessionId } = target;
    const id = commandId.create(ids);
    const spec = {
      id,
      label: caller.userId,
      argv,
      cwd: directory,
      limits: {
        timeoutMs,
        maxOutputBytes: options.maxOutputBytes,
        retainBytes: options.maxOutputBytes,
      },
    };
    const ended = await tryAgain(clock, ['connection/limit'], () => {
      const ran = { id, sessionId, argv, cwd: directory, startedBy: caller.userId };
      const journal = journals.open(ran, auditedBy(caller), records);
      return runner.run(target, { spec, stdin, journal, kept: false });
    });
    const [program = ''] = argv;
    return ended.mapErr((error) =>
      error.type === 'process/not-startable' && !isBuilt(program) ? languageNotInstalled(language.id, program) : error,
    );
  }
}

interface Job {
  readonly code: RunCode;
  readonly language: Language;
  readonly plan: CodePlan;
}

interface Stage {
  readonly argv: readonly string[];
  readonly directory: string;
  readonly timeoutMs: number;
  readonly stdin?: string | Uint8Array | undefined;
}
