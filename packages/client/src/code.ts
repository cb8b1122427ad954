import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type {
  AskCode,
  CodeAnswerTo,
  CodeLanguage,
  CodePlan,
  CodePlanSummary,
  Page,
  PageRequest,
  Refactoring,
} from './types.js';

/** Questions about the code of sessions, and changes to it by plans. */
export class CodeClient {
  readonly plans: CodePlansClient;

  constructor(private readonly http: Http) {
    this.plans = new CodePlansClient(http);
  }

  /** What can be asked and done, by language. */
  languages(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<CodeLanguage>> {
    return this.http.json({ method: 'GET', path: '/code/languages', query: { ...page } }, call);
  }

  /** Over the files as they are, with `unsaved` on top: texts that are edited and not in their files. */
  query<const Query extends AskCode>(
    sessionId: string,
    query: Query,
    call: CallOptions = {},
  ): Outcome<CodeAnswerTo<Query['type']>> {
    const at = path`/sessions/${sessionId}/code/query`;
    return this.http.json({ method: 'POST', path: at, json: query, idempotent: true, isWork: true }, call);
  }
}

/** Refactorings that are worked out first, and then applied as a whole, or not at all. */
export class CodePlansClient {
  constructor(private readonly http: Http) {}

  /** What the refactoring would do; no file is changed. It is sent once. */
  create(sessionId: string, refactoring: Refactoring, call: CallOptions = {}): Outcome<CodePlan> {
    const at = path`/sessions/${sessionId}/code/plans`;
    return this.http.json({ method: 'POST', path: at, json: { refactoring }, isWork: true }, call);
  }

  /** The newest first. */
  list(sessionId: string, page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<CodePlanSummary>> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/code/plans`, query: { ...page } }, call);
  }

  get(sessionId: string, id: string, call: CallOptions = {}): Outcome<CodePlan> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/code/plans/${id}` }, call);
  }

  /**
   * All files of the plan are changed when ok. It is sent once; where that is not known to have been done, `get` says it. The server
   * goes on when the caller gives up.
   */
  apply(sessionId: string, id: string, call: CallOptions = {}): Outcome<CodePlan> {
    const at = path`/sessions/${sessionId}/code/plans/${id}/apply`;
    return this.http.json({ method: 'POST', path: at, isWork: true }, call);
  }

  /** Every file is as it was before the plan was applied when ok. It is sent once. */
  undo(sessionId: string, id: string, call: CallOptions = {}): Outcome<CodePlan> {
    const at = path`/sessions/${sessionId}/code/plans/${id}/undo`;
    return this.http.json({ method: 'POST', path: at, isWork: true }, call);
  }

  /** Gone when ok; files stay as they are. */
  remove(sessionId: string, id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${sessionId}/code/plans/${id}` }, call);
  }
}
