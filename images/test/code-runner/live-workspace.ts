import { createCarrel, unwrap, type Caller, type Carrel, type CarrelOptions } from '@carrel/core';
import { dockerRuntime } from '@carrel/adapter-docker';
import { eventually } from '@carrel/conformance';
import { builtInLanguages } from '@carrel/core/languages';
import { memoryStore } from '@carrel/core/memory';
import type { CodeResult, RunCode } from '@carrel/core/workspaces';
import { expect } from 'vitest';
import { buildImage, recipe } from '../build-image.js';

/** The most that an answer may take while another workspace does its worst, on a machine that is busy besides. */
const RESPONSIVE_MS = 8_000;
const REQUEST = { requestId: 'req_test' };

/** Two workspaces of one Carrel with all languages, each in a container of its own. */
export class LiveWorkspaces implements AsyncDisposable {
  private constructor(
    private readonly carrel: Carrel,
    private readonly caller: Caller,
    readonly workspace: Workspace,
    /** Where nothing of what the other runs may be felt. */
    readonly neighbour: Workspace,
  ) {}

  static async open(options: Partial<CarrelOptions> = {}): Promise<LiveWorkspaces> {
    await buildImage(builtInLanguages);
    const carrel = await createCarrel({
      store: memoryStore(),
      runtime: dockerRuntime(),
      images: { recipe: recipe() },
      commands: { maxOutputBytes: 1_048_576 },
      ...options,
    });
    const email = 'hostile@example.com';
    const { tokens } = await unwrap(carrel.identity.register({ email, password: 'correct horse' }, REQUEST));
    const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, REQUEST.requestId));
    const [workspace, neighbour] = [await start(carrel, caller), await start(carrel, caller)];
    return new LiveWorkspaces(carrel, caller, workspace, neighbour);
  }

  /** Fails unless all that runs in the workspace is its agent. */
  async expectNothingLeft(): Promise<void> {
    await eventually(async () => {
      expect(await residents(this.workspace)).toEqual([]);
      expect(await unwrap(this.workspace.files.list('.carrel/run'))).toEqual([]);
    });
  }

  /** Runs code, while the neighbour goes on answering. */
  async run(request: RunCode): Promise<CodeResult> {
    let over = false;
    const running = unwrap(this.workspace.run(request)).finally(() => {
      over = true;
    });
    running.catch(() => undefined);
    while (!over) {
      const startedAt = performance.now();
      const { stdout } = await unwrap(this.neighbour.commands.run(['echo', 'lives']));
      expect([stdout, performance.now() - startedAt < RESPONSIVE_MS]).toEqual(['lives\n', true]);
    }
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { sessionId } of [this.workspace, this.neighbour])
      await unwrap(this.carrel.sessions.remove(this.caller, sessionId));
    await this.carrel.dispose();
  }
}

export type Workspace = Awaited<ReturnType<typeof start>>;

async function start(carrel: Carrel, caller: Caller) {
  const languages = carrel.languages.list().map(({ id }) => id);
  const session = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages }));
  return unwrap(carrel.workspaces.open(caller, session.id));
}

/** Reads what the kernel lists, with what a shell has built in, so that it starts nothing itself. */
const LIST_PROCESSES = `echo $$; for each in /proc/[0-9]*/stat; do read -r stat < $each && echo "$stat"; done 2>&-`;

/** The processes that are there besides the agent, this question and its supervisor. */
async function residents(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await unwrap(workspace.commands.run(LIST_PROCESSES));
  const [self = '', ...lines] = stdout.trimEnd().split('\n');
  const all = lines.map((line) => /^(\d+) (\(.*\)) (\S) (\d+)/.exec(line)?.slice(1) ?? []);
  const supervisor = all.find(([pid]) => pid === self)?.[3];
  return all
    .filter(([pid, name]) => pid !== self && !(name === '(carrel-agent)' && (pid === '1' || pid === supervisor)))
    .map((each) => each.join(' '));
}
