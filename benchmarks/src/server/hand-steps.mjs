/**
 * What the servers by hand do for a request, apart from HTTP: who asks, how often, may they, the work, and its audit record. Everything
 * is as one writes it who knows where the time goes: statements prepared once, tokens that were verified remembered for a minute as
 * our server does, no layer between a route and the database. Each change and its audit record share one durable transaction.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from 'jose';

const CHECKS = { algorithms: ['EdDSA'], issuer: 'by-hand', audience: 'by-hand' };
const REMEMBER_MS = 60_000;
const WINDOW_MS = 60_000;
const POINTS = 1_000_000_000;
const ROLES = { viewer: 0, participant: 1, admin: 2, owner: 3 };
const MAX_OUTPUT_BYTES = 8_388_608;

/** Answers: `{ status, json | bytes, etag? }`; refusals are thrown as `Refusal`. */
export class Refusal extends Error {
  constructor(status, type) {
    super(type);
    this.status = status;
  }
}

export class Steps {
  verified = new Map();
  windows = new Map();

  /** @param {string} directory Files of rooms are in `workspaces`; `drafts` holds those that are being written. */
  constructor(database, directory) {
    this.db = database;
    this.root = join(directory, 'workspaces');
    this.drafts = join(directory, 'drafts');
  }

  async open() {
    await mkdir(this.drafts, { recursive: true });
    const pair = await generateKeyPair('EdDSA');
    this.privateKey = pair.privateKey;
    this.publicKey = await importJWK(await exportJWK(pair.publicKey), 'EdDSA');
  }

  sign({ id, tenantId, role }) {
    const token = new SignJWT({ tenant_id: tenantId, role }).setProtectedHeader({ alg: 'EdDSA' }).setSubject(id);
    return token.setIssuer('by-hand').setAudience('by-hand').setIssuedAt().setExpirationTime('6h').sign(this.privateKey);
  } // prettier-ignore

  /** The caller, with what is left of the caller's budget. */
  async admit(headers, address) {
    const [scheme, token] = (headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer' || token === undefined) throw new Refusal(401, 'auth/token-missing');
    const caller = await this.verify(token);
    return { ...caller, address, requestId: randomUUID(), budget: this.take(caller.id, 1) };
  }

  async verify(token) {
    const now = Date.now();
    const known = this.verified.get(token);
    if (known !== undefined && known.until > now) return known.caller;
    const { payload } = await jwtVerify(token, this.publicKey, CHECKS).catch(() => {
      throw new Refusal(401, 'auth/token-invalid');
    });
    const caller = { id: payload.sub, tenantId: payload.tenant_id, role: payload.role };
    this.verified.set(token, { caller, until: Math.min(now + REMEMBER_MS, payload.exp * 1_000) });
    return caller;
  }

  take(userId, cost) {
    const now = Date.now();
    let window = this.windows.get(userId);
    if (window === undefined || window.endsAt <= now) {
      window = { used: 0, endsAt: now + WINDOW_MS };
      this.windows.set(userId, window);
    }
    window.used += cost;
    if (window.used > POINTS) throw new Refusal(429, 'request/rate-limited');
    return { limit: POINTS, remaining: POINTS - window.used, reset: Math.ceil((window.endsAt - now) / 1_000) };
  }

  may(caller, sessionId, role) {
    const found = this.db.role.get(sessionId, caller.id);
    if (found === undefined) throw new Refusal(404, 'session/not-found');
    if (ROLES[found.role] < ROLES[role]) throw new Refusal(403, 'session/forbidden');
  }

  audit(caller, action, subject, details) {
    this.db.addAudit.run({
      ...{ id: randomUUID(), tenantId: caller.tenantId, at: new Date().toISOString(), actorId: caller.id, action, subject },
      ...{ requestId: caller.requestId, address: caller.address, outcome: 'success', details: JSON.stringify(details) },
    }); // prettier-ignore
  }

  me(caller) {
    return { status: 200, json: this.db.user.get(caller.id) };
  }

  sessions(caller) {
    return { status: 200, json: { items: this.db.sessionsOf.all(caller.id).map(toSession), nextCursor: null } };
  }

  session(caller, id) {
    this.may(caller, id, 'viewer');
    const found = this.db.session.get(id, caller.tenantId);
    if (found === undefined) throw new Refusal(404, 'session/not-found');
    return { status: 200, json: toSession(found), etag: `"${found.version}"` };
  }

  messages(caller, id, limit) {
    this.conversation(caller, id);
    return { status: 200, json: { items: this.db.messagesOf.all(id, limit), nextCursor: null } };
  }

  addMessage(caller, conversationId, { role, content }) {
    const createdAt = new Date().toISOString();
    return this.db.transact(() => {
      const sequence = this.conversation(caller, conversationId).lastSequence + 1;
      const message = { conversationId, sequence, id: randomUUID(), authorId: caller.id, role, content, createdAt };
      this.db.addMessage.run(message);
      this.db.moveConversation.run({ id: conversationId, lastSequence: sequence, updatedAt: createdAt });
      this.audit(caller, 'message.added', message.id, { conversationId });
      return { status: 201, json: message };
    });
  }

  conversation(caller, id) {
    const found = this.db.conversation.get(id, caller.tenantId);
    if (found?.ownerId !== caller.id) throw new Refusal(404, 'conversation/not-found');
    return found;
  }

  putSetting(caller, category, key, value) {
    const updatedAt = new Date().toISOString();
    this.db.transact(() => {
      this.db.putSetting.run({ userId: caller.id, category, key, value: JSON.stringify(value), updatedAt });
      this.audit(caller, 'setting.changed', `${category}/${key}`, {});
    });
    return { status: 200, json: { category, key, value, updatedAt } };
  }

  async read(caller, sessionId, path) {
    this.may(caller, sessionId, 'viewer');
    const place = this.place(sessionId, path);
    const [bytes, found] = await Promise.all([readFile(place), stat(place)]);
    return { status: 200, bytes, etag: tagOf(found) };
  }

  async stat(caller, sessionId, path) {
    this.may(caller, sessionId, 'viewer');
    const found = await stat(this.place(sessionId, path));
    return { status: 200, json: toEntry(path, found), etag: tagOf(found) };
  }

  async list(caller, sessionId, path) {
    this.may(caller, sessionId, 'viewer');
    const names = (await readdir(this.place(sessionId, path))).sort();
    const entries = names.map(async (name) => toEntry(`${path}/${name}`, await stat(this.place(sessionId, `${path}/${name}`)))); // prettier-ignore
    return { status: 200, json: { items: await Promise.all(entries), nextCursor: null } };
  }

  async write(caller, sessionId, path, bytes) {
    this.may(caller, sessionId, 'participant');
    const place = this.place(sessionId, path);
    const draft = join(this.drafts, randomUUID());
    await mkdir(dirname(place), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, place);
    const found = await stat(place);
    this.audit(caller, 'file.written', sessionId, { path });
    return { status: 200, json: toEntry(path, found), etag: tagOf(found) };
  }

  /** Its record is written when it has been answered, as our server writes it. */
  async run(caller, sessionId, { argv, timeoutMs }) {
    this.may(caller, sessionId, 'participant');
    const createdAt = new Date().toISOString();
    const command = { id: randomUUID(), sessionId, startedBy: caller.id, argv: JSON.stringify(argv), createdAt };
    const ended = await runProgram(argv, { cwd: this.place(sessionId, ''), timeout: timeoutMs });
    setImmediate(() =>
      this.db.transact(() => {
        this.db.addCommand.run({ ...command, exitCode: ended.exitCode });
        this.audit(caller, 'command.ended', command.id, { sessionId, exitCode: ended.exitCode });
      }),
    );
    return { status: 200, json: { id: command.id, ...ended } };
  }

  place(sessionId, path) {
    const root = join(this.root, sessionId);
    const place = join(root, path);
    if (place !== join(root, '.') && !place.startsWith(root + sep)) throw new Refusal(400, 'file/outside-root');
    return place;
  }
}

function runProgram([file, ...args], { cwd, timeout }) {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, timeout, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => {
        if (output[name].length < MAX_OUTPUT_BYTES) output[name] += text;
      });
    child.once('error', reject);
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, signal, ...output, durationMs: performance.now() - startedAt }),
    );
  });
}

function toSession({ languages, workspace, ...rest }) {
  return { ...rest, languages: JSON.parse(languages), workspace: JSON.parse(workspace) };
}

function toEntry(path, found) {
  const type = found.isDirectory() ? 'directory' : 'file';
  return { path, type, size: found.size, modifiedAt: found.mtime.toISOString(), mode: found.mode & 0o7777 };
}

function tagOf({ ino, size, mtimeMs }) {
  return `"${ino.toString(36)}-${size.toString(36)}-${Math.round(mtimeMs * 1_000).toString(36)}"`;
}
