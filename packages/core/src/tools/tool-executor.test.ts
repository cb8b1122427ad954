import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { eventually } from '../../test/platform-fixture.js';
import { roomWorld } from '../../test/room-fixture.js';
import { outputOf, toolWorld } from '../../test/tool-fixture.js';
import { scriptedModel } from '../memory/index.js';
import type { JsonValue } from '../models/index.js';

const says = (content: string) => ({ role: 'user', content }) as const;

describe('the tools of a model', () => {
  it('run a command, tell its output as it comes, and give it to the model', async () => {
    await using it = await toolWorld();
    const used = await it.use(it.people.participant, 'run_command', { command: 'say hello' });

    expect(outputOf(used)).toMatchObject({ exitCode: 0, output: 'hello\n', truncated: false });
    expect(used.chunks.map(({ type }) => type)).toEqual(['tool-call', 'tool-output', 'tool-result', 'text']);
    expect(used.chunks[1]).toEqual({ type: 'tool-output', toolCallId: 'c1', text: 'hello\n' });
    const told = it.requests.at(-1)?.messages.at(-1);
    expect(told).toMatchObject({ role: 'tool', results: [{ toolCallId: 'c1', toolName: 'run_command' }] });
    expect(it.requests[0]?.tools?.map(({ name }) => name)).toEqual([
      ...['run_command', 'install_packages', 'read_file', 'write_file', 'edit_file', 'list_files', 'search_files'],
      'read_terminal',
    ]);
    const commands = expectOk(await it.carrel.commands.list(it.people.owner, it.room));
    expect(commands[0]).toMatchObject({ startedBy: it.people.participant.userId, state: 'exited' });
  });

  it('give a failed command as a value, and a program the end of its input', async () => {
    await using it = await toolWorld();
    const failed = await it.use(it.people.owner, 'run_command', { command: 'nonsense' });
    expect([failed.result.isError, outputOf(failed)['exitCode']]).toEqual([undefined, 127]);
    const read = await it.use(it.people.owner, 'run_command', { command: 'read' });
    expect(outputOf(read)['output']).toBe('read 0');
  });

  it('write, read, edit, list and search files', async () => {
    await using it = await toolWorld();
    const { owner } = it.people;
    await it.use(owner, 'write_file', { path: 'src/a.txt', content: 'one\ntwo\nthree\n' });
    expect(outputOf(await it.use(owner, 'read_file', { path: 'src/a.txt', fromLine: 2, lines: 1 }))).toEqual({
      ...{ content: 'two', totalLines: 4, truncated: false },
    });
    const edited = await it.use(owner, 'edit_file', { path: 'src/a.txt', oldText: 'two', newText: '2' });
    expect(outputOf(edited)).toEqual({ path: 'src/a.txt', bytes: 12 });
    expect(outputOf(await it.use(owner, 'read_file', { path: 'src/a.txt' }))['content']).toBe('one\n2\nthree\n');
    const listed = outputOf(await it.use(owner, 'list_files', { recursive: true }));
    expect(JSON.stringify(listed['entries'])).toContain('src/a.txt');
    const found = await it.use(owner, 'search_files', { text: 'THREE', ignoreCase: true });
    expect(outputOf(found)).toEqual({ matches: [{ path: 'src/a.txt', line: 3, text: 'three' }], truncated: false });
  });

  it('edit a passage only where it is there once', async () => {
    await using it = await toolWorld();
    const { owner } = it.people;
    await it.use(owner, 'write_file', { path: 'a', content: 'aaa b' });
    for (const [oldText, why] of [
      ['aa', /more than once/],
      ['c', /does not have/],
    ] as const) {
      const { result } = await it.use(owner, 'edit_file', { path: 'a', oldText, newText: 'x' });
      expect(result).toMatchObject({ isError: true, output: { error: 'tool/failed' } });
      expect(JSON.stringify(result.output)).toMatch(why);
    }
    expect(outputOf(await it.use(owner, 'read_file', { path: 'a' }))['content']).toBe('aaa b');
  });

  it.each([
    ['run_command', { command: '' }],
    ['run_command', { command: 'x', shell: true }],
    ['run_command', { command: 7 }],
    ['read_file', {}],
    ['read_file', { path: 'a', fromLine: -1 }],
    ['write_file', { path: 'a' }],
    ['edit_file', { path: 'a', oldText: '', newText: 'x' }],
    ['list_files', { path: ['a'] }],
    ['search_files', { text: 'x', path: 1 }],
    ['install_packages', { packages: [] }],
  ] as const)('refuse what %s does not take: %j', async (name, input) => {
    await using it = await toolWorld();
    const { result } = await it.use(it.people.owner, name, input as JsonValue);
    expect(result).toMatchObject({ isError: true, output: { error: 'request/invalid' } });
  });

  it.each([
    ['read_file', { path: '../../etc/passwd' }],
    ['read_file', { path: '/etc/passwd' }],
    ['write_file', { path: '../out', content: 'x' }],
    ['list_files', { path: '..' }],
    ['search_files', { text: 'x', path: '../..' }],
  ] as const)('do not leave the workspace: %s %j', async (name, input) => {
    await using it = await toolWorld();
    const { result } = await it.use(it.people.owner, name, input);
    expect(result).toMatchObject({ isError: true, output: { error: 'file/outside-root' } });
  });

  it('do not exist when they are made up', async () => {
    await using it = await toolWorld();
    const { result } = await it.use(it.people.owner, 'constructor', {});
    expect(result).toMatchObject({ isError: true, output: { error: 'tool/unknown' } });
  });

  it('do nothing that their caller may not do any more', async () => {
    const model = scriptedModel({
      turns: [
        [
          { type: 'text', text: 'wait' },
          { type: 'wait', ms: 200 },
          { type: 'tool-call', toolCallId: 'c1', toolName: 'write_file', input: { path: 'a', content: 'x' } },
          { type: 'finish', reason: 'tool-calls' },
        ],
        [],
      ],
    });
    await using it = await roomWorld({ model });
    const { carrel, people, room } = it;
    expectOk(await carrel.workspaces.start(people.owner, room));
    const { id } = expectOk(await carrel.conversations.create(people.owner, { sessionId: room }));
    const { answer } = expectOk(await carrel.conversations.ask(people.participant, id, says('write')));
    const place = { sessionId: room, userId: people.participant.userId };
    expectOk(await carrel.members.set(people.owner, place, 'viewer'));

    await eventually(async () => {
      const said = expectOk(await carrel.conversations.message(people.owner, { conversationId: id, id: answer.id }));
      expect(said.status).toBe('complete');
      expect(said.parts.at(-1)).toMatchObject({ isError: true, output: { error: 'session/forbidden' } });
    });
    expectErr(await carrel.files.stat(people.owner, { sessionId: room, path: 'a' }), 'file/not-found');
    const { items } = expectOk(await carrel.audit.list(people.outsider, { limit: 20 }));
    expect(items.find(({ action }) => action === 'tool.called')).toMatchObject({ outcome: 'denied' });
  });

  it('give a result of a bounded size, and say what is left out', async () => {
    await using it = await toolWorld({ tools: { maxOutputBytes: 2_000, maxListEntries: 2, maxSearchMatches: 1 } });
    const { owner } = it.people;
    const flood = await it.use(owner, 'run_command', { command: 'flood' });
    expect(outputOf(flood)['truncated']).toBe(true);
    const text = JSON.stringify(flood.result.output);
    expect(text.length).toBeLessThan(2_200);
    expect(text).toMatch(/\[... 98000 bytes are left out ...\]/);
    const told = flood.chunks.map((chunk) => (chunk.type === 'tool-output' ? chunk.text.length : 0));
    expect(told.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(2_000);
    for (const path of ['a', 'b', 'c']) {
      const data = Buffer.from('x\nx');
      expectOk(await it.carrel.files.write(owner, { sessionId: it.room, path, data }));
    }
    const listed = outputOf(await it.use(owner, 'list_files', {}));
    expect([(listed['entries'] as readonly unknown[]).length, listed['truncated']]).toEqual([2, true]);
    const found = outputOf(await it.use(owner, 'search_files', { text: 'x' }));
    expect([(found['matches'] as readonly unknown[]).length, found['truncated']]).toEqual([1, true]);
  });

  it('have a time, and leave nothing running', async () => {
    await using it = await toolWorld({ tools: { timeoutMs: 50 } });
    const { result } = await it.use(it.people.owner, 'run_command', { command: 'sleep' });
    expect(JSON.stringify(result.output)).toMatch(/timed-out|timeout/);
    await eventually(async () => {
      const commands = expectOk(await it.carrel.commands.list(it.people.owner, it.room));
      expect(commands.map(({ state }) => state)).not.toContain('running');
    });
  });

  it('are in the audit log, as whom they acted, and how it went', async () => {
    await using it = await toolWorld();
    const { carrel, people } = it;
    await it.use(people.participant, 'list_files', {});
    await it.use(people.participant, 'read_file', { path: 'missing' });
    const { items } = expectOk(await carrel.audit.list(people.outsider, { limit: 20 }));
    const calls = items.filter(({ action }) => action === 'tool.called');
    expect(
      calls.map(({ outcome, details, actor, subject }) => [outcome, details['tool'], details['error'], actor, subject]),
    ).toEqual([
      ['failed', 'read_file', 'file/not-found', { type: 'user', id: people.participant.userId }, it.room],
      ['success', 'list_files', null, { type: 'user', id: people.participant.userId }, it.room],
    ]);
  });
});
