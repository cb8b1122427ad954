import { eachItem, unwrap, type CommandEvent } from '../../src/index.js';
import { collect, failure, holds, same, textOf, type Check } from './check.js';

const outputs = (events: readonly CommandEvent[]) =>
  events.flatMap((event) => (event.type === 'output' ? [event.data] : []));

export const workspaceChecks: readonly Check[] = [
  {
    name: 'sessions are made once, listed, changed, forked and removed',
    run: async (world) => {
      const { sessions } = await world.user();
      const input = { kind: 'room', name: 'One', languages: ['python'], labels: { team: 'red' } } as const;
      const made = await unwrap(sessions.create(input, { idempotencyKey: 'one' }));
      same((await unwrap(sessions.create(input, { idempotencyKey: 'one' }))).id, made.id);
      await unwrap(sessions.create({ kind: 'solo', languages: ['bash'] }));
      same((await collect(eachItem((page) => sessions.list({ ...page, limit: 1 })))).length, 2);
      same(
        (await unwrap(sessions.list({ label: ['team:red'] }))).items.map(({ id }) => id),
        [made.id],
      );
      const changed = await unwrap(sessions.update(made.id, { name: 'Two' }, { ifVersion: made.version }));
      same(changed.name, 'Two');
      same(await failure(sessions.update(made.id, { name: 'Three' }, { ifVersion: made.version })), 'session/stale');
      const fork = await unwrap(sessions.fork(made.id, { name: 'Fork' }));
      same(fork.forkedFrom, made.id);
      same((await unwrap(sessions.related(made.id))).items[0]?.session.id, fork.id);
      same((await unwrap(sessions.members.list(made.id))).items[0]?.role, 'owner');
      await unwrap(sessions.remove(made.id));
      same(await failure(sessions.get(made.id)), 'session/not-found');
    },
  },
  {
    name: 'a member joins a room and leaves it',
    run: async (world) => {
      const client = await world.user();
      const { id } = await unwrap(client.sessions.create({ kind: 'room', languages: ['bash'] }));
      const email = `member-${String(Math.random()).slice(2)}@example.com`;
      const member = await unwrap(client.tenant.users.create({ email, password: 'correct horse battery' }));
      same((await unwrap(client.sessions.members.set(id, member.id, 'viewer'))).role, 'viewer');
      await unwrap(client.sessions.members.remove(id, member.id));
      same((await unwrap(client.sessions.members.list(id))).items.length, 1);
    },
  },
  {
    name: 'who is invited joins the tenant, and a workspace is reached without a start',
    run: async (world) => {
      const client = await world.user();
      const { invitations } = client.tenant;
      const taken = await unwrap(invitations.create());
      const { invitation, token } = await unwrap(invitations.create({ role: 'member' }));
      await unwrap(invitations.remove(taken.invitation.id));
      same(
        (await unwrap(invitations.list())).items.map(({ id }) => id),
        [invitation.id],
      );
      const email = `invited-${String(Math.random()).slice(2)}@example.com`;
      const other = await world.user();
      await unwrap(other.identity.register({ email, password: 'correct horse battery', invitation: token }));
      const [me, inviter] = [await unwrap(other.identity.me()), await unwrap(client.identity.me())];
      same(me.tenantId, inviter.tenantId);
      const { id } = await unwrap(client.sessions.create({ kind: 'solo', languages: ['bash'] }));
      same((await unwrap(client.workspaces.reach(id))).incarnation, 0);
      same((await unwrap(client.workspaces.get(id))).state, 'none');
    },
  },
  {
    name: 'a link to a port is at the host of the port',
    run: async (world) => {
      const { sessions, workspaces } = await world.user();
      const { id } = await unwrap(sessions.create({ kind: 'solo', languages: ['bash'] }));
      const { url } = await unwrap(workspaces.portLink(id, { port: 3000, path: '/a?b' }));
      const { hostname, pathname, search } = new URL(url);
      same([hostname, pathname], [`3000-${id.slice(4)}.ports.example.com`, '/a']);
      holds(/^\?b&token=ctk_/.test(search), 'the link has a ticket');
      same(await failure(workspaces.portLink(id, { port: 0 })), 'request/invalid');
    },
  },
  {
    name: 'settings and languages',
    run: async (world) => {
      const { settings, languages } = await world.user();
      same((await unwrap(settings.put('editor', 'tab.size', { n: 2 }))).value, { n: 2 });
      same((await unwrap(settings.list())).items.length, 1);
      await unwrap(settings.remove('editor', 'tab.size'));
      same((await unwrap(settings.list())).items, []);
      same((await unwrap(languages.get('py'))).id, 'python');
      holds((await unwrap(languages.list({ limit: 2 }))).nextCursor !== null, 'there are more languages');
    },
  },
  {
    name: 'a workspace is opened, explained, followed and stopped',
    run: async (world) => {
      const { client, session, workspace } = await world.workspace();
      same([workspace.sessionId, workspace.incarnation], [session.id, 1]);
      same((await unwrap(client.workspaces.get(session.id))).state, 'ready');
      holds((await unwrap(client.workspaces.explain(session.id))).because.length > 0, 'it says why it is alive');
      await unwrap(client.workspaces.keepAlive(session.id, 60_000));
      const states: string[] = [];
      for await (const event of client.workspaces.events(session.id)) {
        if (event.type !== 'state') continue;
        states.push(event.workspace.state);
        if (event.workspace.state === 'ready') await unwrap(client.workspaces.stop(session.id));
        if (event.workspace.state === 'stopped') break;
      }
      holds(states.includes('ready') && states.at(-1) === 'stopped', `it was ready and stopped: ${states.join()}`);
    },
  },
  {
    name: 'commands run to their end, with any exit code, or go on by themselves',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const { commands } = workspace;
      const result = await unwrap(commands.run('echo out; echo err >&2; exit 3', { env: { A: 'b' } }));
      same([result.exitCode, result.stdout, result.stderr, result.reason], [3, 'out\n', 'err\n', 'exited']);
      same((await unwrap(commands.run(['sleep', '60'], { timeoutMs: 200 }))).reason, 'timeout');
      const cat = await unwrap(commands.start(['cat']));
      await unwrap(cat.writeStdin('one '));
      await unwrap(cat.writeStdin(new TextEncoder().encode('two'), { end: true }));
      const events = await collect(cat.output());
      same(textOf(outputs(events)), 'one two');
      same(events.at(-1)?.type, 'exit');
      same((await unwrap((await unwrap(commands.get(cat.id))).status())).exitCode, 0);
      const sleeper = await unwrap(commands.start(['sleep', '60']));
      await unwrap(sleeper.signal('SIGTERM'));
      const [last] = (await collect(sleeper.output())).slice(-1);
      same(last?.type === 'exit' ? last.exit.signal : last, 'SIGTERM');
      const killed = await unwrap(commands.start(['sleep', '60']));
      await unwrap(killed.kill());
      same((await collect(killed.output())).at(-1)?.type, 'exit');
      holds((await unwrap(commands.list())).items.length >= 3, 'they are on record');
      const failed = await collect((await unwrap(commands.start(['true']))).output({ from: 1_000 }));
      same(failed.at(-1)?.type === 'gap', false);
    },
  },
  {
    name: 'code runs, and projects are told by their files',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const { run } = await unwrap(
        workspace.run({ language: 'bash', files: [{ path: 'main.sh', content: 'echo 42' }] }),
      );
      same([run?.exitCode, run?.stdout], [0, '42\n']);
      await unwrap(workspace.files.write('package.json', '{"name":"x","dependencies":{"express":"5"}}'));
      holds((await unwrap(workspace.projects.detect())).items.length > 0, 'there is a project');
      same(await failure(workspace.projects.install({ path: 'none' })), 'file/not-found');
    },
  },
  {
    name: 'the output of a command comes once and whole over connections that are cut every few bytes',
    run: async (world) => {
      const { workspace } = await world.workspace({ retry: { minDelayMs: 5, maxDelayMs: 50 } }, 'proxied');
      const command = await unwrap(
        workspace.commands.start('i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; exit 7'),
      );
      await world.hand('life', { bytes: 9_000 });
      const events = await collect(command.output()).finally(() => world.hand('life'));
      same(textOf(outputs(events)), Array.from({ length: 3_000 }, (_, line) => `line ${String(line)}\n`).join(''));
      const last = events.at(-1);
      same(last?.type === 'exit' ? last.exit.code : last, 7);
    },
  },
  {
    name: 'a reading ends quietly by its signal, and by what does not pass with the reason',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const command = await unwrap(workspace.commands.start('echo on; sleep 60'));
      const controller = new AbortController();
      const seen: string[] = [];
      for await (const event of command.output({ signal: controller.signal })) {
        seen.push(event.type);
        controller.abort();
      }
      same(seen, ['output']);
      await unwrap(command.kill());
      const missing = workspace.files.watch('none');
      const [only] = await collect(missing);
      same(only?.type === 'failed' ? only.error.type : only, 'file/not-found');
    },
  },
  {
    name: 'what cannot be reached fails when its time is over',
    run: async (world) => {
      const retry = { minDelayMs: 5, maxDelayMs: 20, maxAttempts: 1, reconnectForMs: 300 };
      const { workspace } = await world.workspace({ retry }, 'proxied');
      const command = await unwrap(workspace.commands.start('echo on; sleep 60'));
      const events: CommandEvent[] = [];
      for await (const event of command.output()) {
        events.push(event);
        if (event.type === 'output') await world.hand('cut');
      }
      await world.hand('mend');
      const last = events.at(-1);
      same(last?.type === 'failed' ? last.error.type : last, 'client/unreachable');
      await unwrap(command.kill());
    },
  },
  {
    name: 'files are written, read in part, listed, moved and taken along',
    run: async (world) => {
      const { workspace } = await world.workspace();
      const { files } = workspace;
      const entry = await unwrap(files.write('a b/ä.txt', 'hello'));
      same([entry.path, entry.size], ['a b/ä.txt', 5]);
      same(await unwrap(files.readText('a b/ä.txt')), 'hello');
      same(textOf([(await unwrap(files.read('a b/ä.txt', { start: 1, length: 3 }))).bytes]), 'ell');
      same(textOf([...(await collect(await unwrap(files.readStream('a b/ä.txt'))))]), 'hello');
      const { tag } = await unwrap(files.read('a b/ä.txt'));
      await unwrap(files.write('a b/ä.txt', new Blob(['other']), { ifMatch: tag ?? '' }));
      same(await failure(files.write('a b/ä.txt', 'x', { ifMatch: tag ?? '' })), 'request/precondition-failed');
      same(await failure(files.write('a b/ä.txt', 'x', { exclusive: true })), 'request/precondition-failed');
      await unwrap(files.makeDirectory('dir/deep'));
      same((await unwrap(files.move('a b/ä.txt', 'dir/c.txt'))).path, 'dir/c.txt');
      const all = await collect(eachItem((page) => files.list('', { ...page, recursive: true })));
      holds(
        all.some(({ path }) => path === 'dir/c.txt'),
        'it is listed',
      );
      const tar = await unwrap(files.download('dir'));
      await unwrap(files.upload('copy', tar));
      same(await unwrap(files.readText('copy/c.txt')), 'other');
      await unwrap(files.remove('dir'));
      same(await failure(files.stat('dir')), 'file/not-found');
    },
  },
  {
    name: 'backups are made, listed and put back',
    run: async (world) => {
      const client = await world.user();
      const { id } = await unwrap(client.sessions.create({ kind: 'room', languages: ['bash'], storage: 'database' }));
      const workspace = await unwrap(client.workspaces.open(id));
      await unwrap(workspace.files.write('kept.txt', 'first'));
      const backup = await unwrap(client.backups.create(id, { label: 'one' }));
      await unwrap(workspace.files.write('kept.txt', 'second'));
      same(
        (await unwrap(client.backups.list(id))).items.map((one) => one.id),
        [backup.id],
      );
      await unwrap(client.backups.restore(id, { backupId: backup.id }));
      same(await unwrap((await unwrap(client.workspaces.open(id))).files.readText('kept.txt')), 'first');
      await unwrap(client.sessions.remove(id));
    },
  },
];
