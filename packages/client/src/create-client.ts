import { BackupsClient } from './backups.js';
import { resolveClientOptions, type CarrelClientOptions } from './client-options.js';
import { CodeClient } from './code.js';
import { ConversationsClient } from './conversations.js';
import { DocumentsClient } from './documents.js';
import { Http } from './http.js';
import { IdentityClient } from './identity.js';
import type { Outcome } from './result.js';
import { SessionsClient } from './sessions.js';
import { LanguagesClient, SettingsClient } from './settings.js';
import { StreamsClient } from './streams.js';
import { TasksClient } from './tasks.js';
import { TenantClient } from './tenant.js';
import { TokenKeeper } from './token-keeper.js';
import type { Tokens } from './types.js';
import { WorkspacesClient } from './workspaces.js';

/** Everything that a server does for one user. It holds no connection of its own: nothing needs to be closed. */
export interface CarrelClient {
  readonly identity: IdentityClient;
  readonly sessions: SessionsClient;
  readonly workspaces: WorkspacesClient;
  readonly conversations: ConversationsClient;
  readonly documents: DocumentsClient;
  readonly code: CodeClient;
  readonly streams: StreamsClient;
  readonly tasks: TasksClient;
  readonly backups: BackupsClient;
  readonly languages: LanguagesClient;
  readonly settings: SettingsClient;
  readonly tenant: TenantClient;
}

/**
 * A client of the server at `baseUrl`.
 *
 * @example
 * const client = createCarrelClient({ baseUrl: 'https://carrel.example/api/v5' });
 * await unwrap(client.identity.login({ email, password }));
 * const session = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }));
 * const workspace = await unwrap(client.workspaces.open(session.id));
 * const { exitCode, stdout } = await unwrap(workspace.commands.run(['python3', '-c', 'print(6 * 7)']));
 */
export function createCarrelClient(options: CarrelClientOptions): CarrelClient {
  const refresh = (refreshToken: string): Outcome<Tokens> =>
    http
      .json<{ readonly tokens: Tokens }>({
        ...{ method: 'POST', path: '/auth/refresh', json: { refreshToken }, auth: 'none' },
      })
      .map(({ tokens }) => tokens);
  const keeper = new TokenKeeper(options.tokenStore === undefined ? (options.tokens ?? null) : null, {
    refresh,
    onTokens: options.onTokens ?? (() => undefined),
    store: options.tokenStore,
  });
  const http = new Http(resolveClientOptions(options), keeper);
  return {
    identity: new IdentityClient(http),
    sessions: new SessionsClient(http),
    workspaces: new WorkspacesClient(http),
    conversations: new ConversationsClient(http),
    documents: new DocumentsClient(http),
    code: new CodeClient(http),
    streams: new StreamsClient(http),
    tasks: new TasksClient(http),
    backups: new BackupsClient(http),
    languages: new LanguagesClient(http),
    settings: new SettingsClient(http),
    tenant: new TenantClient(http),
  };
}
