import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCarrel, type Caller, type Carrel } from '@carrel/core';
import type { CodePlan, Refactoring } from '@carrel/core/code';
import { unwrap, type CarrelError, type Result, type SessionId } from '@carrel/core/kernel';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
import { createCodeEngine } from '../../src/index.js';

const REQUEST = { requestId: 'req_matrix' };

/** A session with the files of a project, in a Carrel whose engine runs real servers. */
export class MatrixWorld implements AsyncDisposable {
  private constructor(
    /** What the servers run in. */
    readonly directory: string,
    readonly carrel: Carrel,
    private readonly caller: Caller,
    private readonly sessionId: SessionId,
  ) {}

  static async open(files: Readonly<Record<string, string>>): Promise<MatrixWorld> {
    const directory = mkdtempSync(join(tmpdir(), 'code-matrix-'));
    const carrel = await createCarrel({
      ...{ store: memoryStore(), runtime: memoryRuntime(), code: { engine: createCodeEngine({ directory }) } },
      passwords: { algorithm: 'argon2id', argon2: { memoryKiB: 16, iterations: 1, parallelism: 1 } },
    });
    const person = { email: 'ada@example.com', password: 'correct horse' };
    const { tokens } = await unwrap(carrel.identity.register(person, REQUEST));
    const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, REQUEST.requestId));
    const { id } = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
    await unwrap(carrel.workspaces.start(caller, id));
    const world = new MatrixWorld(directory, carrel, caller, id);
    for (const [path, text] of Object.entries(files)) await world.write(path, text);
    return world;
  }

  async write(path: string, text: string): Promise<void> {
    const file = { sessionId: this.sessionId, path, data: Buffer.from(text) };
    await unwrap(this.carrel.files.write(this.caller, file));
  }

  async plan(refactoring: Refactoring): Promise<Result<CodePlan, CarrelError>> {
    return this.carrel.code.plans.create(this.caller, { sessionId: this.sessionId, refactoring });
  }

  async apply({ id: planId }: CodePlan): Promise<Result<CodePlan, CarrelError>> {
    return this.carrel.code.plans.apply(this.caller, { sessionId: this.sessionId, planId });
  }

  async undo({ id: planId }: CodePlan): Promise<Result<CodePlan, CarrelError>> {
    return this.carrel.code.plans.undo(this.caller, { sessionId: this.sessionId, planId });
  }

  /** The id of the first action there whose title matches. */
  async actionAt({ path, range }: Extract<Refactoring, { type: 'action' }>, title: RegExp): Promise<string> {
    const query = { sessionId: this.sessionId, type: 'actions', path, range } as const;
    const answer = await unwrap(this.carrel.code.query(this.caller, query));
    const found = answer.type === 'actions' ? answer.actions.find((each) => title.test(each.title)) : undefined;
    return found?.id ?? '';
  }

  /** The digest of each file. */
  async tree(): Promise<Readonly<Record<string, string>>> {
    const place = { sessionId: this.sessionId, path: '' };
    const entries = await unwrap(this.carrel.files.list(this.caller, place, { recursive: true }));
    const found: Record<string, string> = {};
    for (const { path, type } of entries) if (type === 'file') found[path] = await this.digest(path);
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.carrel.dispose();
    rmSync(this.directory, { recursive: true });
  }

  private async digest(path: string): Promise<string> {
    const { data } = await unwrap(this.carrel.files.read(this.caller, { sessionId: this.sessionId, path }));
    const hash = createHash('sha256');
    for await (const part of data) hash.update(part);
    return hash.digest('hex');
  }
}
