import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, CarrelError, CommandId, ResultAsync, SessionId, TerminalId } from '../src/kernel/index.js';
import type { StreamWriter } from '../src/streaming/index.js';
import { expectErr, expectOk } from './expect-result.js';
import { newCaller } from './platform-fixture.js';
import { terminalWorld, type TerminalWorld } from './terminal-fixture.js';

let here: TerminalWorld;
let command: CommandId;
let terminal: TerminalId;
let writer: StreamWriter;

beforeAll(async () => {
  here = await terminalWorld();
  const workspace = await here.workspace();
  command = expectOk(await workspace.commands.start(['cat'])).id;
  terminal = await here.open();
  writer = expectOk(await here.carrel.streams.create(here.caller, { purpose: 'test', sessionId: here.id }));
  expectOk(await writer.write('a'));
});
afterAll(() => here[Symbol.asyncDispose]());

/** Takes up what somebody has of their own, as any caller. */
type Resume = (position: number, caller: Caller, sessionId: SessionId) => ResultAsync<unknown, CarrelError>;
const resumes: Readonly<Record<string, Resume>> = {
  'the output of a command': (from, caller, sessionId) =>
    here.carrel.commands.output(caller, { sessionId, id: command }, { from }),
  'a terminal': (since, caller) => here.carrel.terminals.attach(caller, terminal, { since }),
  'a stream': (from, caller) => here.carrel.streams.read(caller, writer.id, { from }),
  'the changes of files': (from, caller, sessionId) =>
    here.carrel.files.watch(caller, { sessionId, path: '' }, { from }),
  'a part of a file': (start, caller, sessionId) =>
    here.carrel.files.read(caller, { sessionId, path: 'nothing' }, { start }),
  'so many bytes of a file': (length, caller, sessionId) =>
    here.carrel.files.read(caller, { sessionId, path: 'nothing' }, { length }),
  'the events of a workspace': (from, caller, sessionId) => here.carrel.workspaces.events(caller, sessionId, { from }),
};

describe.each(Object.entries(resumes))('%s', (_name, resume) => {
  it.each([-1, 1.5, NaN, Infinity, 2 ** 53])('from %d, which is no position, is refused', async (position) => {
    expectErr(await resume(position, here.caller, here.id), 'request/invalid');
  });

  it.each([0, 1, 2 ** 40])('from %d is missing for another tenant', async (position) => {
    const stranger = await newCaller(here.carrel);
    const result = await resume(position, stranger, here.id);
    expect(result.isErr() && result.error.type).toMatch(/\/not-found$/);
  });
});

describe('a write', () => {
  const write = (options: { readonly mode?: number; readonly expectTag?: string }) =>
    here.carrel.files.write(here.caller, { sessionId: here.id, path: 'w', data: new Uint8Array() }, options);

  it.each([-1, 1.5, NaN, 0o10000, 2 ** 40])('with the mode %d, which is none, is refused', async (mode) => {
    expectErr(await write({ mode }), 'request/invalid');
  });

  it.each([undefined, null, 5, {}, ['a'], [1]])('of %j, which is no data, is refused', async (data) => {
    const place = { sessionId: here.id, path: 'w', data: data as unknown as Uint8Array };
    expectErr(await here.carrel.files.write(here.caller, place), 'request/invalid');
  });

  it.each(['', 'x'.repeat(5_000), 'a\0'])('of what has a tag that no file has changes nothing', async (expectTag) => {
    expectOk(await write({}));
    expectErr(await write({ expectTag }), 'file/changed');
  });
});

describe('a signal to a command', () => {
  it.each(['', 'KILL', 'SIGNONE', 'toString'])('named %j, which is none, is refused', async (name) => {
    expectErr(
      await here.carrel.commands.signal(here.caller, { sessionId: here.id, id: command }, name),
      'request/invalid',
    );
  });
});
