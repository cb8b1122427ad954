import { createCarrel, unwrap } from '@carrel/core';
import { localRuntime } from '@carrel/adapter-local';
import { sqliteStore } from '@carrel/store-sqlite';

const dataDir = process.argv[2] ?? './quickstart-data';

// Opens the database and the runtime, and takes up what an earlier run left.
const carrel = await createCarrel({
  store: sqliteStore({ path: `${dataDir}/carrel.db` }),
  runtime: localRuntime({ baseDir: `${dataDir}/workspaces` }),
});

// A host app has its own users; here one registers, and a request comes with her token.
const email = `ada-${Date.now()}@example.com`;
const { tokens } = await unwrap(
  carrel.identity.register({ email, password: 'analytical engine' }, { requestId: 'demo' }),
);
const caller = await unwrap(carrel.identity.authenticate(tokens.accessToken, 'demo'));

// The session is what lasts; its workspace is started when it is opened.
const session = await unwrap(carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
const workspace = await unwrap(carrel.workspaces.open(caller, session.id));

await unwrap(workspace.files.write('main.py', 'print(6 * 7)\n'));
const { exitCode, stdout } = await unwrap(workspace.commands.run(['python3', 'main.py']));
console.log(`exit ${exitCode}: ${stdout.trim()}`);

// A command that goes on by itself: its output can be read from any offset, by anybody who may, at any time.
const command = await unwrap(workspace.commands.start('for i in 1 2 3; do echo tick $i; sleep 0.1; done'));
for await (const event of command.output({ from: 0 })) {
  if (event.type === 'output') process.stdout.write(event.data);
}
await unwrap(carrel.sessions.remove(caller, session.id));
await carrel.dispose();
