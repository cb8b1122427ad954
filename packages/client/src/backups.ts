import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type { Backup, Page, PageRequest, Restored } from './types.js';

/** What the files of a session were at some time. */
export class BackupsClient {
  constructor(private readonly http: Http) {}

  /** Keeps the files as they are. It is sent once. */
  create(sessionId: string, input: { readonly label?: string } = {}, call: CallOptions = {}): Outcome<Backup> {
    return this.http.json(
      { method: 'POST', path: path`/sessions/${sessionId}/backups`, json: input, isWork: true },
      call,
    );
  }

  /** The newest first. */
  list(sessionId: string, page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Backup>> {
    return this.http.json({ method: 'GET', path: path`/sessions/${sessionId}/backups`, query: { ...page } }, call);
  }

  /** Stops the workspace and puts the files of the backup in the place of its own, or of those of the session `into`. */
  restore(
    sessionId: string,
    input: { readonly backupId: string; readonly into?: string },
    call: CallOptions = {},
  ): Outcome<Restored> {
    return this.http.json(
      { method: 'POST', path: path`/sessions/${sessionId}/restore`, json: input, isWork: true },
      call,
    );
  }
}
