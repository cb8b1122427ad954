import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type { Language, Page, PageRequest, Setting } from './types.js';

/** What the caller has set. */
export class SettingsClient {
  constructor(private readonly http: Http) {}

  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Setting>> {
    return this.http.json({ method: 'GET', path: '/settings', query: { ...page } }, call);
  }

  /** Any JSON value, whether or not it was set before. */
  put(category: string, key: string, value: unknown, call: CallOptions = {}): Outcome<Setting> {
    return this.http.json({ method: 'PUT', path: path`/settings/${category}/${key}`, json: { value } }, call);
  }

  remove(category: string, key: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/settings/${category}/${key}` }, call);
  }
}

/** The languages that sessions may have. */
export class LanguagesClient {
  constructor(private readonly http: Http) {}

  list(page: PageRequest = {}, call: CallOptions = {}): Outcome<Page<Language>> {
    return this.http.json({ method: 'GET', path: '/languages', query: { ...page } }, call);
  }

  /** By its id or another name of it. */
  get(id: string, call: CallOptions = {}): Outcome<Language> {
    return this.http.json({ method: 'GET', path: path`/languages/${id}` }, call);
  }
}
