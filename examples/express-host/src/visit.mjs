import { createCarrelClient, unwrap } from '@carrel/client';
import { WebSocket } from 'ws'; // Browsers have their own, and Node has from 22 on.

const origin = process.argv[2] ?? 'http://127.0.0.1:8080';

/** A user in a browser, as far as the app sees: a cookie, and a client of Carrel whose tokens the app gives. */
async function visit(name, password) {
  const answer = await post('/login', { 'Content-Type': 'application/json' }, JSON.stringify({ name, password }));
  const headers = { Cookie: answer.headers.get('set-cookie').split(';')[0] };
  const client = createCarrelClient({ baseUrl: `${origin}/api/v5`, WebSocket });
  const renew = async () => {
    const { accessToken, expiresInMs } = await (await post('/carrel-token', headers)).json();
    await unwrap(client.identity.useTokens({ accessToken }));
    // A page does so while it is open. Without one the next call is `auth/token-expired`, and the user logs in again.
    setTimeout(
      () => renew().catch((error) => console.error(`no new token: ${error.message}`)),
      expiresInMs / 2,
    ).unref();
  };
  await renew();
  const projects = async () => (await fetch(`${origin}/projects`, { headers })).json();
  return { client, projects, logOut: () => post('/logout', headers), renew };
}

async function post(path, headers, body) {
  const answer = await fetch(origin + path, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer;
}

const ada = await visit('ada', 'analytical engine');
const session = await unwrap(ada.client.sessions.create({ kind: 'solo', name: 'Numbers', languages: ['python'] }));
const workspace = await unwrap(ada.client.workspaces.open(session.id));
const result = await unwrap(workspace.commands.run(['python3', '-c', 'print(6 * 7)']));
console.log(`a command of ada's: exit ${result.exitCode}: ${result.stdout.trim()}`);

const terminal = await unwrap(workspace.terminals.open({ cols: 80, rows: 24, argv: ['/bin/sh'] }));
const attached = await unwrap(terminal.attach());
await unwrap(attached.write('exit 4\r'));
for await (const event of attached.events)
  if (event.type === 'exit') console.log(`her terminal ended with ${event.exit.code}`);
console.log(`her projects in the app: ${(await ada.projects()).map(({ name }) => name).join(', ')}`);

const ben = await visit('ben', 'difference engine');
const seen = await ben.client.sessions.get(session.id);
console.log(`the same for ben: ${seen.isOk() ? 'there it is' : seen.error.type}`);

await unwrap(ada.client.sessions.remove(session.id));
await ada.logOut();
const refused = await ada.renew().catch((error) => error.message);
console.log(`a token for ada, who has logged out: ${refused}`);
