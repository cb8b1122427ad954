import { timeLimit, type Caller, type Clock, type SessionId } from '../kernel/index.js';
import type { CodeEngine } from './code-engine.js';
import type { CodeFiles } from './code-files.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { CodeDiagnostic } from './code-query.js';
import { SessionSource } from './session-source.js';

export interface PlanDiagnosticsDeps {
  readonly engine: CodeEngine | null;
  readonly files: CodeFiles;
  readonly clock: Clock;
  readonly options: Pick<ResolvedCodeOptions, 'maxDiagnosedFiles' | 'diagnosticsTimeoutMs' | 'maxFileBytes'>;
}

/** How many are told of one plan. */
const MAX_TOLD = 200;

/** What an engine finds wrong with the files of a plan. */
export class PlanDiagnostics {
  constructor(private readonly deps: PlanDiagnosticsDeps) {}

  /** All of these files, or `null` where that could not be found out in time. */
  async of(caller: Caller, sessionId: SessionId, paths: readonly string[]): Promise<readonly CodeDiagnostic[] | null> {
    const { clock, engine, files, options } = this.deps;
    if (engine === null || paths.length > options.maxDiagnosedFiles) return null;
    const source = new SessionSource(files, caller, { sessionId, maxFileBytes: options.maxFileBytes });
    const limit = timeLimit(clock, options.diagnosticsTimeoutMs);
    try {
      const found: CodeDiagnostic[] = [];
      for (const path of paths) {
        const answer = await engine.query(source, { type: 'diagnostics', path }, { signal: limit.signal });
        if (answer.isOk() && answer.value.type === 'diagnostics') found.push(...answer.value.diagnostics);
        // Of no language that says what is wrong.
        else if (answer.isOk() || answer.error.type !== 'code/unsupported') return null;
      }
      return found;
    } finally {
      limit.cancel();
    }
  }
}

/** Those that were not there before, wherever in their file; `renamed` says what files are called now. */
export function newDiagnostics(
  before: readonly CodeDiagnostic[],
  after: readonly CodeDiagnostic[],
  renamed: ReadonlyMap<string, string>,
): readonly CodeDiagnostic[] {
  const known = new Map<string, number>();
  for (const each of before) {
    const key = keyOf(each, renamed.get(each.path) ?? each.path);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  const added = after.filter((each) => {
    const key = keyOf(each, each.path);
    const left = known.get(key) ?? 0;
    known.set(key, left - 1);
    return left <= 0;
  });
  return added.slice(0, MAX_TOLD);
}

function keyOf({ severity, message, code, source }: CodeDiagnostic, path: string): string {
  return JSON.stringify([path, severity, message, code, source]);
}
