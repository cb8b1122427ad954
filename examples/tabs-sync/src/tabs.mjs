import * as Y from 'yjs';

/**
 * The open tabs of a user and other small state of theirs, in one document of Yjs.
 *
 * Each tab is a map of its own, so that two devices may change different things of one tab. Its order is a number beside it and no
 * place in a list, so that moving a tab on two devices never makes two of it.
 */
export class Tabs {
  constructor(document) {
    this.document = document;
    this.tabs = document.getMap('tabs');
    this.settings = document.getMap('settings');
  }

  open(id, url, { title = '', order = this.tabs.size } = {}) {
    this.document.transact(() => {
      this.tabs.set(id, new Y.Map(Object.entries({ url, title, order, isPinned: false })));
    });
  }

  /** Changes what is given. A tab that is closed stays closed: false then. */
  change(id, changes) {
    const tab = this.tabs.get(id);
    if (tab === undefined) return false;
    this.document.transact(() => {
      for (const [name, value] of Object.entries(changes)) tab.set(name, value);
    });
    return true;
  }

  close(id) {
    this.tabs.delete(id);
  }

  setSetting(name, value) {
    this.settings.set(name, value);
  }

  /** What a browser shows, the same on all devices that have the same edits. */
  list() {
    const all = [...this.tabs.entries()].map(([id, tab]) => ({ id, ...tab.toJSON() }));
    return all.sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
  }

  toString() {
    const tabs = this.list().map(({ title, url, isPinned }) => `${isPinned ? '*' : ''}${title || url}`);
    const settings = [...this.settings.entries()].sort().map(([name, value]) => `${name}=${value}`);
    return [...tabs, ...settings].join(' | ') || '(nothing)';
  }
}
