/** The database of the servers by hand: durable as our store's is by default, statements prepared once. */
import Database from 'better-sqlite3';

const SCHEMA = `
  CREATE TABLE users (id TEXT PRIMARY KEY, tenantId TEXT NOT NULL, email TEXT NOT NULL UNIQUE, role TEXT NOT NULL, createdAt TEXT NOT NULL);
  CREATE TABLE sessions (id TEXT PRIMARY KEY, tenantId TEXT NOT NULL, ownerId TEXT NOT NULL, kind TEXT NOT NULL, languages TEXT NOT NULL,
    version INTEGER NOT NULL, workspace TEXT NOT NULL, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL);
  CREATE TABLE members (sessionId TEXT NOT NULL, userId TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (sessionId, userId));
  CREATE INDEX membersByUser ON members (userId, sessionId);
  CREATE TABLE conversations (id TEXT PRIMARY KEY, tenantId TEXT NOT NULL, ownerId TEXT NOT NULL, lastSequence INTEGER NOT NULL, updatedAt TEXT NOT NULL);
  CREATE TABLE messages (conversationId TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, authorId TEXT NOT NULL, role TEXT NOT NULL,
    content TEXT NOT NULL, createdAt TEXT NOT NULL, PRIMARY KEY (conversationId, sequence));
  CREATE TABLE settings (userId TEXT NOT NULL, category TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, updatedAt TEXT NOT NULL,
    PRIMARY KEY (userId, category, key));
  CREATE TABLE commands (id TEXT PRIMARY KEY, sessionId TEXT NOT NULL, startedBy TEXT NOT NULL, argv TEXT NOT NULL, exitCode INTEGER, createdAt TEXT NOT NULL);
  CREATE INDEX commandsBySession ON commands (sessionId, id);
  CREATE TABLE audit (id TEXT PRIMARY KEY, tenantId TEXT NOT NULL, at TEXT NOT NULL, actorId TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
    requestId TEXT NOT NULL, address TEXT NOT NULL, outcome TEXT NOT NULL, details TEXT NOT NULL);
  CREATE INDEX auditByTenant ON audit (tenantId, id);`;

const STATEMENTS = {
  addUser: 'INSERT INTO users VALUES (@id, @tenantId, @email, @role, @createdAt)',
  addSession:
    'INSERT INTO sessions VALUES (@id, @tenantId, @ownerId, @kind, @languages, @version, @workspace, @createdAt, @updatedAt)',
  addMember: 'INSERT INTO members VALUES (?, ?, ?)',
  addConversation: 'INSERT INTO conversations VALUES (@id, @tenantId, @ownerId, @lastSequence, @updatedAt)',
  addMessage: 'INSERT INTO messages VALUES (@conversationId, @sequence, @id, @authorId, @role, @content, @createdAt)',
  addCommand: 'INSERT INTO commands VALUES (@id, @sessionId, @startedBy, @argv, @exitCode, @createdAt)',
  addAudit:
    'INSERT INTO audit VALUES (@id, @tenantId, @at, @actorId, @action, @subject, @requestId, @address, @outcome, @details)',
  putSetting:
    'INSERT INTO settings VALUES (@userId, @category, @key, @value, @updatedAt) ON CONFLICT DO UPDATE SET value = excluded.value, updatedAt = excluded.updatedAt',
  user: 'SELECT * FROM users WHERE id = ?',
  role: 'SELECT role FROM members WHERE sessionId = ? AND userId = ?',
  session: 'SELECT * FROM sessions WHERE id = ? AND tenantId = ?',
  sessionsOf:
    'SELECT s.* FROM members m JOIN sessions s ON s.id = m.sessionId WHERE m.userId = ? ORDER BY s.updatedAt DESC LIMIT 51',
  conversation: 'SELECT * FROM conversations WHERE id = ? AND tenantId = ?',
  moveConversation: 'UPDATE conversations SET lastSequence = @lastSequence, updatedAt = @updatedAt WHERE id = @id',
  messagesOf: 'SELECT * FROM messages WHERE conversationId = ? ORDER BY sequence LIMIT ?',
};

/** `{ <statement>, transact(work) }` */
export function openDatabase(path) {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(SCHEMA);
  const statements = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]);
  const transaction = database.transaction((work) => work());
  return { ...Object.fromEntries(statements), transact: (work) => transaction.immediate(work) };
}
