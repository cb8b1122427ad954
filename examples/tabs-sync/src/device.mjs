import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as Y from 'yjs';
import { Tabs } from './tabs.mjs';

const REMOTE = 'remote';
/** As many as one call takes. */
const MAX_UPDATES = 100;

/**
 * One device: it can be edited whether there is a network or not, and gives and gets what is new when it polls. What it has to
 * remember from one run to the next is its document, the clock it is at, and what no server has said to be durable.
 */
export class Device {
  document = new Y.Doc();
  tabs = new Tabs(this.document);
  clientId = randomUUID();
  since = 0;
  unsent = [];

  constructor(name) {
    this.name = name;
    this.document.on('update', (update, origin) => {
      if (origin !== REMOTE) this.unsent.push(update);
    });
  }

  /** As the file has it; a new one where there is no file. */
  static async load(name, path) {
    const device = new Device(name);
    const text = await readFile(path, 'utf8').catch((error) => {
      if (error.code !== 'ENOENT') throw error;
      return null;
    });
    if (text === null) return device;
    const { clientId, since, state, unsent } = JSON.parse(text);
    Y.applyUpdate(device.document, Buffer.from(state, 'base64'), REMOTE);
    return Object.assign(device, { clientId, since, unsent: unsent.map((update) => Buffer.from(update, 'base64')) });
  }

  /** All or nothing: a device that dies while it writes has what it had before. */
  async save(path) {
    const base64 = (bytes) => Buffer.from(bytes).toString('base64');
    const { clientId, since, unsent } = this;
    const state = base64(Y.encodeStateAsUpdate(this.document));
    await writeFile(`${path}.new`, JSON.stringify({ clientId, since, state, unsent: unsent.map(base64) }));
    await rename(`${path}.new`, path);
  }

  /**
   * Gives what was edited here, and takes what others did. Nothing is forgotten before the server has it: what fails is sent again the
   * next time, and sent twice does no harm.
   *
   * @returns the error of the client, or `null` when both have the same.
   */
  async sync(client, { sessionId, name }) {
    do {
      const updates = this.unsent.slice(0, MAX_UPDATES);
      const request = { clientId: this.clientId, since: this.since, updates, device: this.name };
      const synced = await client.documents.sync(sessionId, name, request);
      if (synced.isErr()) {
        if (!this.beginsAgain(synced.error)) return synced.error;
        continue;
      }
      for (const update of synced.value.updates) Y.applyUpdate(this.document, update, REMOTE);
      this.since = synced.value.clock;
      this.unsent.splice(0, updates.length);
      this.hasBegunAgain = false;
    } while (this.unsent.length > 0);
    return null;
  }

  /** The server has lost the document, or what this one builds on: give it all that is here, once. */
  beginsAgain({ type }) {
    if (this.hasBegunAgain || (type !== 'document/stale-clock' && type !== 'document/update-ahead')) return false;
    this.hasBegunAgain = true;
    this.since = 0;
    this.unsent = [Y.encodeStateAsUpdate(this.document)];
    return true;
  }
}
