import type { Caller, Carrel, CarrelOptions } from '../src/index.js';
import type { SessionId, TaskId } from '../src/kernel/index.js';
import {
  memoryRuntime,
  scriptedModel,
  type ModelTurn,
  type Program,
  type ScriptedModel,
  type ScriptedModelOptions,
  type VirtualClock,
} from '../src/memory/index.js';
import type { Task, TaskChunk, TaskEvent } from '../src/tasks/index.js';
import { expectOk } from './expect-result.js';
import { eventually, memoryCarrel, newCaller } from './platform-fixture.js';

/** Runs one simple command, as a shell does. */
const shell: Program = async ({ argv: [, , line = ''], spawn }) => {
  const [name = '', ...rest] = line.split(' ');
  if (name === 'exit') return Number(rest[0]);
  const child = spawn([name, ...rest]);
  return child.isErr() ? 127 : ((await child.value.exited).code ?? 1);
};

/** A runtime whose workspaces have a shell. */
export function shellRuntime(programs: Readonly<Record<string, Program>> = {}, clock?: VirtualClock) {
  const time = clock === undefined ? {} : { clock };
  return memoryRuntime({ programs: { sh: shell, ...programs }, ...time });
}

/** What a model says that wants a program run. */
export function runs(command: string, toolCallId = 'call_1'): ModelTurn {
  return [
    { type: 'tool-call', toolCallId, toolName: 'run_command', input: { command } },
    { type: 'usage', usage: { inputTokens: 10, outputTokens: 5 } },
    { type: 'finish', reason: 'tool-calls' },
  ];
}

export function answers(text: string): ModelTurn {
  return [
    { type: 'text', text },
    { type: 'usage', usage: { inputTokens: 7, outputTokens: 3 } },
  ];
}

export const HANGS: ModelTurn = [{ type: 'text', text: 'Let me think.' }, { type: 'hang' }];

/** Has the clock go on until `check` gives something; fails when that takes too long. */
export async function inTime<T>(clock: VirtualClock, check: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + 40_000;
  while (performance.now() < deadline) {
    const found = await check();
    if (found !== null) return found;
    await clock.advance(250);
  }
  throw new Error('it did not come about');
}

export interface TaskWorld extends AsyncDisposable {
  readonly carrel: Carrel;
  readonly model: ScriptedModel;
  readonly ada: Caller;
  readonly session: SessionId;
}

/** A Carrel with a model that does what `turns` say, a user, and a session of that user. */
export async function taskWorld(
  turns: ScriptedModelOptions['turns'],
  options: Partial<CarrelOptions> = {},
): Promise<TaskWorld> {
  const { clock } = options;
  const model = scriptedModel({ turns, ...(clock === undefined ? {} : { clock }) });
  const carrel = await memoryCarrel({ model, runtime: shellRuntime(), ...options });
  const ada = await newCaller(carrel);
  const { id: session } = expectOk(await carrel.sessions.create(ada, { kind: 'solo', languages: ['python'] }));
  return { carrel, model, ada, session, [Symbol.asyncDispose]: () => carrel.dispose() };
}

/** The task once it is over. */
export async function ended(carrel: Carrel, caller: Caller, id: TaskId): Promise<Task> {
  let task: Task | undefined;
  await eventually(async () => {
    task = expectOk(await carrel.tasks.get(caller, id));
    if (task.endedAt === undefined) throw new Error(`the task is ${task.status}`);
  });
  return task as Task;
}

/** The task once it is in the status. */
export async function reaches(carrel: Carrel, caller: Caller, id: TaskId, status: Task['status']): Promise<void> {
  await eventually(async () => {
    const task = expectOk(await carrel.tasks.get(caller, id));
    if (task.status !== status) throw new Error(`the task is ${task.status} (${task.error?.message ?? ''})`);
  });
}

/** Everything that somebody who follows the task gets. */
export async function followed(
  carrel: Carrel,
  caller: Caller,
  id: TaskId,
  after?: string,
): Promise<readonly TaskEvent[]> {
  const events: TaskEvent[] = [];
  for await (const event of expectOk(await carrel.tasks.follow(caller, id, { after }))) events.push(event);
  return events;
}

export function chunksOf(events: readonly TaskEvent[]): readonly TaskChunk[] {
  return events.flatMap((event) => (event.type === 'chunk' ? [event.chunk] : []));
}

export function statusesOf(events: readonly TaskEvent[]): readonly string[] {
  return events.flatMap((event) => ('task' in event ? [event.task.status] : []));
}
