import * as Y from 'yjs';
import type { ApiClient } from '../api-client.js';
import type { Place } from './editor.js';

interface Synced {
  readonly clock: number;
  readonly updates: readonly string[];
  readonly isWhole: boolean;
}

const REMOTE = Symbol('remote');
const MAX_MS = 15_000;

/** A client of a document that polls: it gives what it edited, and keeps it until a server has said that it is durable. */
export class Poller {
  readonly document = new Y.Doc();
  readonly acknowledged: Uint8Array[] = [];
  readonly problems: string[] = [];
  since = 0;
  private unsaid: Uint8Array[] = [];

  constructor(
    private readonly place: Place,
    private readonly clientId: string,
  ) {
    this.document.on('update', (update: Uint8Array, by: unknown) => {
      if (by !== REMOTE) this.unsaid.push(update);
    });
  }

  /** Whether it reached a server. What is not answered is said again the next time. */
  async poll(client: ApiClient): Promise<boolean> {
    const updates = this.unsaid.slice(0, 50);
    const { clientId, since } = this;
    const body = { clientId, since, updates: updates.map((update) => Buffer.from(update).toString('base64')) };
    const { session, name } = this.place;
    const path = `/sessions/${session}/documents/${encodeURIComponent(name)}/sync`;
    const answer = await client
      .within(MAX_MS)
      .post(path, body)
      .catch(() => null);
    if (answer === null || answer.status >= 500) return false;
    if (answer.status !== 200) return this.refused(answer.text);
    const synced = answer.json<Synced>();
    for (const update of synced.updates) Y.applyUpdate(this.document, Buffer.from(update, 'base64'), REMOTE);
    this.since = synced.clock;
    this.unsaid.splice(0, updates.length);
    this.acknowledged.push(...updates);
    return true;
  }

  get isSettled(): boolean {
    return this.unsaid.length === 0;
  }

  /** It may have been given what was lost with a server before that was stored: then all that it has goes back. */
  private refused(text: string): boolean {
    if (text.includes('document/update-ahead')) this.unsaid = [Y.encodeStateAsUpdate(this.document)];
    else this.problems.push(text);
    return false;
  }
}
