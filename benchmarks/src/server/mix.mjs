/**
 * What the users of the load ask for: the same requests, in the same order, of every server.
 *
 * A world is what a server says of itself: `{ base, users }`, and of each user `{ token, session, room, conversation, directory }`.
 */

/** What each user's directory and conversation hold when the load begins. */
export const FILES = 10;
export const FILE_BYTES = 2_048;
export const MESSAGES = 10;

const CONTENT = Buffer.alloc(FILE_BYTES, 'carrel ');
const TEXT = 'A message of a usual length, in which somebody says what the program is to do next, and how. '.repeat(2);

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {'api' | 'file'} group
 * @property {number} share Of a hundred requests.
 * @property {(user: object, number: number) => { method: string, path: string, json?: object, bytes?: Buffer }} ask
 * @property {number} status Of the answer.
 * @property {(body: string) => boolean} isRight
 */

/** @type {readonly Kind[]} */
export const KINDS = [
  get('GET /users/me', 10, () => '/users/me', holds('email')),
  get('GET /sessions', 10, () => '/sessions', holds('items', 'nextCursor')),
  get('GET /sessions/:id', 10, ({ session }) => `/sessions/${session}`, holds('ownerId', 'workspace')),
  get('GET messages', 10, ({ conversation }) => `/conversations/${conversation}/messages?limit=${MESSAGES}`, (body) => JSON.parse(body).items.length === MESSAGES), // prettier-ignore
  {
    ...{ name: 'POST message', group: 'api', share: 10, status: 201, isRight: holds('sequence') },
    ask: ({ conversation }, number) => ({
      ...{ method: 'POST', path: `/conversations/${conversation}/messages` },
      json: { role: 'user', content: `${number}: ${TEXT}` },
    }),
  },
  {
    ...{ name: 'PUT setting', group: 'api', share: 5, status: 200, isRight: holds('value') },
    ask: (_user, number) => ({
      ...{ method: 'PUT', path: `/settings/editor/key-${hash(number) % 10}` },
      json: { value: { number, wraps: true } },
    }),
  },
  {
    ...{ name: 'POST command', group: 'api', share: 10, status: 200 },
    isRight: (body) => JSON.parse(body).exitCode === 0 && JSON.parse(body).stdout.startsWith('hello '),
    ask: ({ room }, number) => ({
      ...{ method: 'POST', path: `/sessions/${room}/commands` },
      json: { argv: ['sh', '-c', `echo hello ${number}`], timeoutMs: 10_000 },
    }),
  },
  file('read file', 14, 'files/content', (body) => Buffer.byteLength(body) === FILE_BYTES),
  file('stat file', 8, 'files/stat', (body) => JSON.parse(body).size === FILE_BYTES),
  {
    ...{ name: 'list files', group: 'file', share: 5, status: 200 },
    isRight: (body) => JSON.parse(body).items.length === FILES,
    ask: ({ room, directory }) => ({ method: 'GET', path: `/sessions/${room}/files?path=${directory}` }),
  },
  {
    ...{ name: 'write file', group: 'file', share: 8, status: 200, isRight: holds('size') },
    ask: ({ room, directory }, number) => ({
      ...{ method: 'PUT', path: `/sessions/${room}/files/content?path=${fileOf(directory, hash(number) % FILES)}` },
      bytes: CONTENT,
    }),
  },
];

/** The kind of request `number`: by chance, and the same in every run. */
export function kindOf(number) {
  let point = (hash(number) % 100_000) / 1_000;
  for (const kind of KINDS) {
    point -= kind.share;
    if (point < 0) return kind;
  }
  return KINDS[0];
}

export function fileOf(directory, index) {
  return `${directory}/file-${index}.txt`;
}

export function firstContent() {
  return CONTENT;
}

export function firstMessage(number) {
  return { role: 'user', content: `${number}: ${TEXT}` };
}

function get(name, share, pathOf, isRight) {
  return { name, group: 'api', share, status: 200, isRight, ask: (user) => ({ method: 'GET', path: pathOf(user) }) };
}

function file(name, share, what, isRight) {
  const ask = ({ room, directory }, number) => ({
    method: 'GET',
    path: `/sessions/${room}/${what}?path=${fileOf(directory, hash(number) % FILES)}`,
  });
  return { name, group: 'file', share, status: 200, isRight, ask };
}

function holds(...keys) {
  return (body) => {
    const value = JSON.parse(body);
    return keys.every((key) => key in value);
  };
}

/** The finalizer of MurmurHash3: neighbours get numbers that have nothing to do with each other. */
function hash(number) {
  let mixed = (number + 1) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
