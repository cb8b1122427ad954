import { randomUUID } from 'node:crypto';
import { localRuntime } from '@carrel/adapter-local';
import { createCarrel, ok, unwrap } from '@carrel/core';
import { builtInLanguages } from '@carrel/core/languages';
import { sqliteStore } from '@carrel/store-sqlite';

/** As whom everything runs. Where you have users, give each ids of their own: then turns are fair between them. */
const caller = () => ({
  tenantId: 'ten_00000000000000000000000000',
  userId: 'usr_00000000000000000000000000',
  role: 'member',
  tier: 'high',
  scopes: ['*'],
  requestId: randomUUID(),
});

/**
 * Runs each program in a workspace that nothing ran in before, and that is gone afterwards. `ahead` of them wait for the next programs;
 * `atOnce` run at a time, and what is more than that waits for its turn.
 */
export class Runner {
  /** What is installed: `{ language, version, aliases, extensions }`. */
  runtimes = [];
  #removals = new Set();

  constructor(carrel) {
    this.carrel = carrel;
  }

  static async open({ dataDir, languages, ahead, atOnce }) {
    const carrel = await createCarrel({
      store: sqliteStore({ path: `${dataDir}/carrel.db` }),
      runtime: localRuntime({ baseDir: `${dataDir}/workspaces` }),
      languages: builtInLanguages.filter(({ id }) => languages.includes(id)),
      // All programs have workspaces of one shape, so that all of them take from one pool.
      workspaces: { pool: [{ languages, size: ahead }], max: atOnce },
      queue: { maxPerUser: 500, maxWaitMs: 30_000 },
      commands: { maxOutputBytes: 1_048_576, maxTimeoutMs: 30_000 },
    });
    const runner = new Runner(carrel);
    await runner.#removeLeft();
    runner.runtimes = await unwrap(runner.#inWorkspace((workspace) => runner.#installed(workspace)));
    return runner;
  }

  /** How each stage of the program ended, or an error that says why it did not run. When `signal` fires it is killed. */
  run(program, signal) {
    return this.#inWorkspace((workspace) => workspace.run(program, { signal }), signal);
  }

  async dispose() {
    await Promise.all(this.#removals);
    await this.carrel.dispose();
  }

  async #inWorkspace(use, signal) {
    const { languages, sessions, workspaces } = this.carrel;
    const ids = languages.list().map(({ id }) => id);
    const session = await sessions.create(caller(), { kind: 'solo', languages: ids });
    if (session.isErr()) return session;
    try {
      // Who goes away before it is their turn waits no longer.
      const options = { signal, onlyWhileWaiting: true };
      const workspace = await workspaces.open(caller(), session.value.id, options);
      return workspace.isErr() ? workspace : await use(workspace.value);
    } finally {
      this.#remove(session.value.id);
    }
  }

  /** Nobody waits for it but the end of the process. What could not be removed is removed by the next one. */
  #remove(id) {
    const removal = this.carrel.sessions.remove(caller(), id).then((removed) => {
      if (removed.isErr()) console.error(`${id} is not removed: ${removed.error.message}`);
      this.#removals.delete(removal);
    });
    this.#removals.add(removal);
  }

  /** Sessions of a process that was killed. */
  async #removeLeft() {
    for (;;) {
      const { items } = await unwrap(this.carrel.sessions.list(caller(), { limit: 200 }));
      if (items.length === 0) return;
      for (const { id } of items) await unwrap(this.carrel.sessions.remove(caller(), id));
    }
  }

  /** The languages whose programs are there, each with the version that its program tells. */
  async #installed(workspace) {
    const found = [];
    for (const { id, aliases, extensions, versionProbe } of this.carrel.languages.list()) {
      const told = await workspace.commands.run(versionProbe.argv);
      const version = told.isOk() ? /\d+(\.\d+)+/.exec(told.value.stdout + told.value.stderr)?.[0] : undefined;
      if (version === undefined) console.error(`${id} is not installed here, and is left out`);
      else found.push({ language: id, version, aliases, extensions });
    }
    return ok(found);
  }
}
