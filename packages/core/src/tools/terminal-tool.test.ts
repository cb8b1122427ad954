import { describe, expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { Pens } from '../../test/terminal-fixture.js';
import { outputOf, toolWorld, type ToolWorld } from '../../test/tool-fixture.js';
import type { CarrelOptions, Caller } from '../index.js';
import type { JsonValue } from '../models/index.js';

interface PenWorld extends ToolWorld {
  readonly pens: Pens;
  open(person: Caller): Promise<string>;
  read(person: Caller, input?: JsonValue): Promise<Readonly<Record<string, JsonValue>>>;
}

async function penWorld(options: Partial<CarrelOptions> = {}): Promise<PenWorld> {
  const pens = new Pens();
  const world = await toolWorld(options, { pen: pens.program });
  return {
    ...world,
    pens,
    open: async (person) =>
      expectOk(await world.carrel.terminals.open(person, world.room, { request: { argv: ['pen'] } })).id,
    read: async (person, input = {}) => outputOf(await world.use(person, 'read_terminal', input)),
  };
}

describe('the tool that reads a terminal', () => {
  it('gives what stands in the newest that runs, as text, and names all', async () => {
    await using it = await penWorld();
    const { owner, participant } = it.people;
    const first = await it.open(owner);
    expectOk(await it.carrel.terminals.close(owner, { sessionId: it.room, id: first as never }));
    const id = await it.open(owner);
    await it.pens.last.write('\u001b[1;32m$\u001b[0m make\r\nerror: \u001b]0;title\u0007no rule\r\n');

    const read = await it.read(participant);
    expect(read).toMatchObject({ terminal: id, output: '$ make\nerror: no rule\n', truncated: false, from: 0 });
    expect(read['to']).toBe(read['end']);
    expect(
      (read['terminals'] as readonly { terminal: string; state: string }[]).map(({ terminal }) => terminal),
    ).toEqual([...[id, first]]);
  });

  it('reads on from where it was, and an earlier terminal by its id', async () => {
    await using it = await penWorld();
    const { owner } = it.people;
    const id = await it.open(owner);
    const [pen] = it.pens.all;
    await pen?.write('one ');
    const { to } = await it.read(owner, { terminal: id });
    await it.open(owner);
    await pen?.write('two');
    expect(await it.read(owner, { terminal: id, from: to ?? 0 })).toMatchObject({
      output: 'two',
      from: 4,
      to: 7,
      end: 7,
    });
    expect(await it.read(owner, { terminal: id, from: 7 })).toMatchObject({ output: '', from: 7, to: 7 });
    expect(await it.read(owner, { terminal: id, from: 8 })).toMatchObject({ error: 'request/invalid' });
  });

  it('gives at most so many bytes, in whole characters that can be read on', async () => {
    await using it = await penWorld({ tools: { maxOutputBytes: 8 } });
    const { owner } = it.people;
    await it.open(owner);
    const text = 'aé🙂bcé🙂d日本';
    await it.pens.last.write(text);
    const tail = await it.read(owner);
    expect(tail).toMatchObject({ output: 'd日本', truncated: true, end: Buffer.byteLength(text) });

    let [whole, from] = ['', 0];
    for (;;) {
      const { output, to, end } = await it.read(owner, { from });
      expect(Buffer.byteLength(output as string)).toBeLessThanOrEqual(8);
      whole += output as string;
      from = Number(to);
      if (to === end) break;
    }
    expect(whole).toBe(text);
  });

  it('says where output was dropped', async () => {
    await using it = await penWorld({ terminals: { retainBytes: 10 } });
    const { owner } = it.people;
    await it.open(owner);
    await it.pens.last.write('0123456789abcdef');
    expect(await it.read(owner, { from: 2 })).toMatchObject({ from: 6, output: '6789abcdef', truncated: true });
  });

  it('attaches nobody, so that nobody is put out and the terminal does not live longer', async () => {
    await using it = await penWorld({ terminals: { maxWatchersPerUser: 1 } });
    const { owner } = it.people;
    const id = await it.open(owner);
    await using attached = expectOk(await it.carrel.terminals.attach(owner, id as never));
    await it.pens.last.write('x');
    await it.read(owner);
    expectOk(await attached.write(Buffer.from('still here')));
    const before = expectOk(await it.carrel.terminals.get(owner, { sessionId: it.room, id: id as never }));
    await it.read(owner);
    const after = expectOk(await it.carrel.terminals.get(owner, { sessionId: it.room, id: id as never }));
    expect(after.dueAt).toBe(before.dueAt);
  });

  it.each([
    [{}, 'tool/failed'],
    [{ terminal: 'trm_01arz3ndektsv4rrffq69g5fav' }, 'terminal/not-found'],
    [{ terminal: 'nonsense' }, 'terminal/not-found'],
    [{ from: -1 }, 'request/invalid'],
    [{ input: 'ls' }, 'request/invalid'],
  ])('refuses %j where nothing is open, as %s', async (input, error) => {
    await using it = await penWorld();
    expect(await it.read(it.people.owner, input as JsonValue)).toMatchObject({ error });
  });

  it('does not read the terminals of other sessions', async () => {
    await using it = await penWorld();
    const { owner, foreigner } = it.people;
    const other = expectOk(await it.carrel.sessions.create(owner, { kind: 'solo', languages: ['python'] }));
    expectOk(await it.carrel.workspaces.start(owner, other.id));
    const { id } = expectOk(await it.carrel.terminals.open(owner, other.id, { request: { argv: ['pen'] } }));
    expect(await it.read(owner, { terminal: id })).toMatchObject({ error: 'terminal/not-found' });
    expectErr(await it.carrel.terminals.read(foreigner, { sessionId: other.id, id }), 'session/not-found');
  });

  it.each([{ from: -1 }, { maxBytes: 0 }, { maxBytes: 1_048_577 }])('is not read with %j', async (options) => {
    await using it = await penWorld();
    const id = await it.open(it.people.owner);
    expectErr(
      await it.carrel.terminals.read(it.people.owner, { sessionId: it.room, id: id as never }, options),
      'request/invalid',
    );
  });
});
