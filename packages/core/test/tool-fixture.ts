import { expect } from 'vitest';
import type { AnswerChunk } from '../src/conversations/index.js';
import type { Caller, CarrelOptions } from '../src/index.js';
import type { StreamId } from '../src/kernel/index.js';
import { memoryRuntime, scriptedModel, type Program } from '../src/memory/index.js';
import type { JsonValue, ModelRequest, ToolResult } from '../src/models/index.js';
import { expectOk } from './expect-result.js';
import { roomWorld, type RoomWorld } from './room-fixture.js';

const says = (content: string) => ({ role: 'user', content }) as const;

/** A shell that knows a few words. */
const shell: Program = async ({ argv, sleep, stdin, write }) => {
  const [word, ...rest] = (argv.at(-1) ?? '').split(' ');
  if (word === 'say') await write('stdout', `${rest.join(' ')}\n`);
  else if (word === 'flood') for (let n = 0; n < 100; n += 1) await write('stdout', 'x'.repeat(1_000));
  else if (word === 'read') {
    let bytes = 0;
    for await (const data of stdin) bytes += data.length;
    await write('stdout', `read ${bytes}`);
  } else if (word === 'sleep') await sleep(1_000_000);
  else return 127;
  return 0;
};

/** A room in which a model uses one tool at a time. */
export interface ToolWorld extends RoomWorld {
  /** What the tool gives when the model calls it for this person, and what was told on the way. */
  use(
    person: Caller,
    toolName: string,
    input: JsonValue,
  ): Promise<{ result: ToolResult; chunks: readonly AnswerChunk[] }>;
  readonly requests: readonly ModelRequest[];
}

export async function toolWorld(
  options: Partial<CarrelOptions> = {},
  programs: Readonly<Record<string, Program>> = {},
): Promise<ToolWorld> {
  let wanted: { readonly toolName: string; readonly input: JsonValue } = { toolName: '', input: {} };
  const model = scriptedModel({
    turns: ({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? [{ type: 'text', text: 'done' }]
        : [
            { type: 'tool-call', toolCallId: 'c1', ...wanted },
            { type: 'finish', reason: 'tool-calls' },
          ],
  });
  const runtime = memoryRuntime({ programs: { '/bin/sh': shell, sh: shell, ...programs } });
  const world = await roomWorld({ model, runtime, ...options });
  const { carrel, people, room } = world;
  const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
  expectOk(await carrel.workspaces.start(people.owner, room));
  return {
    ...world,
    requests: model.requests,
    use: async (person, toolName, input) => {
      wanted = { toolName, input };
      const { answer } = expectOk(await carrel.conversations.ask(person, id, says('do it')));
      const chunks: AnswerChunk[] = [];
      for await (const event of expectOk(await carrel.streams.read(person, answer.streamId as StreamId))) {
        if (event.type === 'chunks') chunks.push(...event.chunks.map((chunk) => JSON.parse(chunk) as AnswerChunk));
      }
      const said = expectOk(await carrel.conversations.message(person, { conversationId: id, id: answer.id }));
      expect(said).toMatchObject({ status: 'complete', content: 'done' });
      expect(said.parts.map(({ type }) => type)).toEqual(['tool-call', 'tool-result', 'text']);
      const part = said.parts.find(({ type }) => type === 'tool-result');
      if (part?.type !== 'tool-result') throw new Error('no result');
      const { type: _type, ...result } = part;
      return { result, chunks };
    },
  };
}

export const outputOf = ({ result }: { readonly result: ToolResult }) =>
  result.output as Readonly<Record<string, JsonValue>>;
