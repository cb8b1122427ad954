import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type {
  Agent,
  AuditRecord,
  CreateAgent,
  CreatedAgent,
  CreatedInvitation,
  CreateInvitation,
  CreateUser,
  Invitation,
  Page,
  PageRequest,
  UpdateUser,
  User,
} from './types.js';

/** The tenant, for its owners and admins. */
export class TenantClient {
  readonly users: TenantUsersClient;
  readonly agents: TenantAgentsClient;
  readonly invitations: TenantInvitationsClient;

  constructor(private readonly http: Http) {
    this.users = new TenantUsersClient(http);
    this.agents = new TenantAgentsClient(http);
    this.invitations = new TenantInvitationsClient(http);
  }

  /** Who did what, the latest first. */
  audit(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<AuditRecord>> {
    return this.http.json({ method: 'GET', path: '/tenant/audit', query: { ...page } }, call);
  }
}

export class TenantUsersClient {
  constructor(private readonly http: Http) {}

  /** The oldest first. */
  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<User>> {
    return this.http.json({ method: 'GET', path: '/tenant/users', query: { ...page } }, call);
  }

  /** A user who can log in. It is sent once. */
  create(input: CreateUser, call: CallOptions = {}): Outcome<User> {
    return this.http.json({ method: 'POST', path: '/tenant/users', json: input }, call);
  }

  update(id: string, changes: UpdateUser, call: CallOptions = {}): Outcome<User> {
    return this.http.json({ method: 'PUT', path: path`/tenant/users/${id}`, json: changes }, call);
  }

  /** Gone, with its logins, when ok. */
  remove(id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/tenant/users/${id}` }, call);
  }
}

export class TenantAgentsClient {
  constructor(private readonly http: Http) {}

  /** The oldest first. */
  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Agent>> {
    return this.http.json({ method: 'GET', path: '/tenant/agents', query: { ...page } }, call);
  }

  /** Its key is shown this once. It is sent once. */
  create(input: CreateAgent, call: CallOptions = {}): Outcome<CreatedAgent> {
    return this.http.json({ method: 'POST', path: '/tenant/agents', json: input }, call);
  }

  /** Its key is refused from then on. */
  remove(id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/tenant/agents/${id}` }, call);
  }
}

/** What lets others register as users of the tenant. */
export class TenantInvitationsClient {
  constructor(private readonly http: Http) {}

  /** Those that were not used, the oldest first. */
  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Invitation>> {
    return this.http.json({ method: 'GET', path: '/tenant/invitations', query: { ...page } }, call);
  }

  /** It registers one user; `token` is shown this once. It is sent once. */
  create(input: CreateInvitation = {}, call: CallOptions = {}): Outcome<CreatedInvitation> {
    return this.http.json({ method: 'POST', path: '/tenant/invitations', json: input }, call);
  }

  /** It lets nobody in any more when ok. */
  remove(id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/tenant/invitations/${id}` }, call);
  }
}
