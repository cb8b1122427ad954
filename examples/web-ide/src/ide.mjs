import { createCarrelClient, unwrap } from '@carrel/client';
import { IDE, IDE_PORT } from './options.mjs';

/** The longest that a server lets a command run by default; the next link starts the IDE anew. */
const DAY_MS = 86_400_000;

/** The IDE of one user of the app: a session, whose workspace runs it. Its tokens stay here, and are renewed by the client. */
export class Ide {
  /** What starts it, while that goes on. */
  #opening;

  constructor(client, sessionId) {
    this.client = client;
    this.sessionId = sessionId;
  }

  /** That of a new user. A host app logs in its own, and keeps the session's id with them. */
  static async create(origin) {
    const client = createCarrelClient({ baseUrl: `${origin}/api/v5` });
    await unwrap(client.identity.register({ email: `ada-${Date.now()}@example.com`, password: 'analytical engine' }));
    const session = await unwrap(client.sessions.create({ kind: 'solo', languages: ['python'] }));
    return new Ide(client, session.id);
  }

  /** A link for a browser, good once and soon. The IDE runs then, or is about to: until it answers the link shows a page that waits. */
  async link(path) {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
    return unwrap(this.client.workspaces.portLink(this.sessionId, { port: IDE_PORT, path }));
  }

  async remove() {
    await unwrap(this.client.sessions.remove(this.sessionId));
  }

  /** Has the workspace run, and the IDE in it. */
  async #open() {
    const workspace = await unwrap(this.client.workspaces.open(this.sessionId));
    const { items } = await unwrap(workspace.commands.list());
    if (items.some(({ state }) => state === 'running')) return;
    await unwrap(workspace.commands.start(IDE, { timeoutMs: DAY_MS }));
  }
}
