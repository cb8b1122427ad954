import { createCarrelClient, unwrap } from '@carrel/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Device } from './device.mjs';
import { startServer } from './server.mjs';

const server =
  process.argv[2] === undefined ? await startServer() : { baseUrl: process.argv[2], stop: () => undefined };
const directory = await mkdtemp(join(tmpdir(), 'carrel-tabs-'));

// One user; each device is logged in by itself. What a network does is decided here.
const login = { email: `ada-${Date.now()}@example.com`, password: 'analytical engine' };
let losesAnswers = false;
const laptopClient = createCarrelClient({ baseUrl: server.baseUrl });
const phoneClient = createCarrelClient({ baseUrl: server.baseUrl, fetch: lossy, retry: { minDelayMs: 10 } });
await unwrap(laptopClient.identity.register(login));
await unwrap(phoneClient.identity.login(login));

// The document is one of a session. The server has it from the first edit on.
const session = await unwrap(laptopClient.sessions.create({ kind: 'solo', languages: ['python'] }));
const place = { sessionId: session.id, name: 'browser/tabs' };

const laptop = new Device('Laptop');
let phone = await Device.load('Phone', join(directory, 'phone.json'));
const syncLaptop = async () => check(await laptop.sync(laptopClient, place));
const syncPhone = async () => check(await phone.sync(phoneClient, place));

laptop.tabs.open('news', 'https://example.com/news', { title: 'News' });
laptop.tabs.open('mail', 'https://example.com/mail', { title: 'Mail' });
await syncLaptop();
await syncPhone();
tell('the phone has what the laptop opened');

laptop.tabs.open('docs', 'https://example.com/docs', { title: 'Docs', order: 2 });
phone.tabs.open('maps', 'https://example.com/maps', { title: 'Maps', order: 2 });
await meet();
tell('both opened a tab offline: both are there');

laptop.tabs.change('news', { title: 'Evening news' });
phone.tabs.change('news', { isPinned: true });
await meet();
tell('both changed another thing of one tab: both hold');

laptop.tabs.change('mail', { title: 'Inbox' });
phone.tabs.change('mail', { title: 'Post' });
await meet();
tell('both changed the same thing: one of them holds, on both');

laptop.tabs.close('docs');
phone.tabs.change('docs', { title: 'Read me' });
await meet();
tell('one closed what the other changed: it is closed');

phone.tabs.change('maps', { order: -1 });
phone.tabs.setSetting('theme', 'dark');
await phone.save(join(directory, 'phone.json'));
phone = await Device.load('Phone', join(directory, 'phone.json'));
await meet();
tell('the phone was restarted before it was online again');

phone.tabs.open('shop', 'https://example.com/shop', { title: 'Shop' });
losesAnswers = true;
await meet();
tell('an answer was lost, and the call was sent twice: nothing is there twice');

await unwrap(laptopClient.documents.remove(place.sessionId, place.name));
laptop.tabs.close('shop');
await meet();
tell('the document was removed on the server: the devices have brought it back');

const { items } = await unwrap(laptopClient.documents.clients(place.sessionId, place.name));
const names = items.map(({ device }) => device);
console.log(`the server knows ${names.sort().join(' and ')}`);

await unwrap(laptopClient.sessions.remove(session.id));
await rm(directory, { recursive: true });
await server.stop();

/** Both come online, one after the other; who was first learns of the other when it polls again. */
async function meet() {
  await syncLaptop();
  await syncPhone();
  await syncLaptop();
}

function check(error) {
  if (error !== null) throw new Error(`${error.type}: ${error.detail}`);
}

function tell(what) {
  const [one, other] = [String(laptop.tabs), String(phone.tabs)];
  if (one !== other) throw new Error(`They differ: ${one} and ${other}`);
  // Which of two concurrent changes holds is not known before.
  console.log(`${what}:\n  ${one.replace(/Inbox|Post/, 'Inbox or Post')}`);
}

/** The server gets what is sent, and one answer does not come back. */
async function lossy(url, init) {
  const answer = await fetch(url, init);
  if (!losesAnswers || !String(url).endsWith('/sync')) return answer;
  losesAnswers = false;
  await answer.arrayBuffer();
  throw new TypeError('fetch failed');
}
