import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import { onceHeaders, type MakeOptions } from './idempotency-key.js';
import type { Outcome } from './result.js';
import type {
  CreateSession,
  ForkSession,
  Member,
  MemberRole,
  Page,
  PageRequest,
  RelatedSession,
  Session,
  SessionFilter,
  UpdateSession,
} from './types.js';

/** What users work in. */
export class SessionsClient {
  readonly members: MembersClient;

  constructor(private readonly http: Http) {
    this.members = new MembersClient(http);
  }

  /** Made once, however often it has to be tried. */
  create(input: CreateSession, { idempotencyKey, ...call }: CallOptions & MakeOptions = {}): Outcome<Session> {
    const headers = onceHeaders({ idempotencyKey });
    return this.http.json({ method: 'POST', path: '/sessions', json: input, headers }, call);
  }

  /** Those of the caller and those shared with the caller, the newest first. */
  list(filter: SessionFilter = {}, call: CallOptions = {}): Outcome<Page<Session>> {
    return this.http.json({ method: 'GET', path: '/sessions', query: { ...filter } }, call);
  }

  get(id: string, call: CallOptions = {}): Outcome<Session> {
    return this.http.json({ method: 'GET', path: path`/sessions/${id}` }, call);
  }

  /** With `ifVersion`, `session/stale` where somebody changed it since. */
  update(
    id: string,
    changes: UpdateSession,
    { ifVersion, ...call }: CallOptions & { readonly ifVersion?: number | undefined } = {},
  ): Outcome<Session> {
    const condition =
      ifVersion === undefined ? {} : { headers: { 'If-Match': `"${String(ifVersion)}"` }, idempotent: false };
    const spec = { method: 'PUT', path: path`/sessions/${id}`, json: changes, isWork: true, ...condition } as const;
    return this.http.json(spec, call);
  }

  /** Gone, with its workspace stopped, when ok. */
  remove(id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${id}`, isWork: true }, call);
  }

  /** Another session of the caller with the files, languages and labels of this one. */
  fork(id: string, input: ForkSession = {}, call: CallOptions = {}): Outcome<Session> {
    return this.http.json({ method: 'POST', path: path`/sessions/${id}/fork`, json: input, isWork: true }, call);
  }

  /** The sessions that have something in common with this one, the closest first. */
  related(id: string, page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<RelatedSession>> {
    return this.http.json({ method: 'GET', path: '/sessions/related', query: { ...page, sessionId: id } }, call);
  }
}

/** Who is in a room. */
export class MembersClient {
  constructor(private readonly http: Http) {}

  list(sessionId: string, page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Member>> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/members`, query: { ...page } }, call);
  }

  /** `owner` hands the room over. */
  set(sessionId: string, userId: string, role: MemberRole, call: CallOptions = {}): Outcome<Member> {
    const spec = { method: 'PUT', path: path`/sessions/${sessionId}/members/${userId}`, json: { role } } as const;
    return this.http.json(spec, call);
  }

  remove(sessionId: string, userId: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/sessions/${sessionId}/members/${userId}` }, call);
  }
}
