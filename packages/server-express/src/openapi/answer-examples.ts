const BODY = '01arz3ndektsv4rrffq69g5fav';
const at = '2026-01-01T12:00:00.000Z';
const times = { createdAt: at, updatedAt: at };
const [session, tenant, user] = [`ses_${BODY}`, `ten_${BODY}`, `usr_${BODY}`];

const tokens = {
  tokenType: 'Bearer',
  accessToken: 'ACCESS_TOKEN',
  expiresInMs: 900_000,
  refreshToken: 'REFRESH_TOKEN',
};
const person = {
  ...{ id: user, tenantId: tenant, email: 'ada@example.com', displayName: 'Ada', role: 'owner', tier: 'low' },
  ...times,
};
const agent = {
  ...{ id: `agt_${BODY}`, tenantId: tenant, userId: user, name: 'runner', scopes: ['commands:write'], role: 'member' },
  expiresAt: '2027-01-01T12:00:00.000Z',
  ...times,
};
const workspace = { state: 'ready', incarnation: 1, runtime: 'docker', createdAt: at, readyAt: at };
const exited = { exitCode: 0, signal: null, reason: 'exited' };
const stage = { ...exited, stdout: '1\n', stderr: '', truncated: false, durationMs: 31 };
const aSession = {
  ...{ id: session, tenantId: tenant, ownerId: user, kind: 'solo', name: 'python', languages: ['python'], labels: {} },
  ...{ storage: 'database', desired: 'running', status: 'active', version: 1, ...times, workspace },
};
const documentVersion = {
  ...{ id: `dvr_${BODY}`, clock: 17, label: 'before the review', sizeBytes: 2_048, createdBy: user },
  createdAt: at,
};
const install = {
  commandId: `cmd_${BODY}`,
  manager: 'pip',
  directory: '',
  argv: ['pip', 'install', 'requests'],
};

const place = {
  path: 'src/main.ts',
  range: { start: { line: 3, column: 7 }, end: { line: 3, column: 10 } },
  text: 'const sum = 1;',
};
const refactoring = {
  ...{ type: 'rename-symbol', path: 'src/main.ts', position: { line: 3, column: 10 }, newName: 'total' },
};
const plan = {
  ...{ id: `pln_${BODY}`, sessionId: session, createdBy: user, status: 'planned', createdAt: at },
  expiresAt: '2026-01-02T12:00:00.000Z',
};

/** One of each thing that answers are made of, by the name of its schema. */
export const answerExamples: Readonly<Record<string, unknown>> = {
  Agent: agent,
  AuditRecord: {
    ...{ id: `aud_${BODY}`, tenantId: tenant, at, action: 'session.create', actor: { type: 'user', id: user } },
    ...{ requestId: `req_${BODY}`, subject: session, outcome: 'success', details: {} },
  },
  Backup: { id: `bkp_${BODY}`, sessionId: session, label: 'first', bytes: 2_048, files: 3, skipped: 0, createdAt: at },
  CodeAnswer: { type: 'references', locations: [place], isTruncated: false },
  CodeDiagnostic: {
    ...{ ...place, severity: 'error', message: 'Cannot find that name.', code: '2304', source: 'typescript' },
  },
  CodeLanguage: {
    ...{ id: 'typescript', extensions: ['.ts'], queries: ['hover', 'references'], refactorings: ['rename-symbol'] },
  },
  CodeLocation: place,
  CodePlan: {
    ...{ ...plan, refactoring, isDiffTruncated: false, warnings: [], confidence: 'exact' },
    diff: 'diff --git a/src/main.ts b/src/main.ts\n',
    files: [
      {
        ...{ path: 'src/main.ts', type: 'edit', digestBefore: 'a'.repeat(64), digestAfter: 'b'.repeat(64) },
        ...{ additions: 1, deletions: 1 },
      },
    ],
  },
  CodePlanSummary: { ...plan, type: 'rename-symbol', fileCount: 1 },
  CodePosition: place.range.start,
  CodeRange: place.range,
  CodeResult: { run: stage },
  Command: {
    ...{ id: `cmd_${BODY}`, sessionId: session, incarnation: 1, argv: ['python3', 'main.py'], cwd: '/workspace' },
    ...{ startedBy: user, state: 'exited', ...exited, truncated: false, createdAt: at, endedAt: at },
  },
  CommandResult: { id: `cmd_${BODY}`, ...stage },
  Conversation: {
    ...{ id: `cnv_${BODY}`, tenantId: tenant, ownerId: user, sessionId: session, title: 'Plans' },
    ...{ messageCount: 1, version: 1, ...times },
  },
  CreatedAgent: { agent, key: 'AGENT_KEY' },
  Document: {
    ...{ id: `doc_${BODY}`, sessionId: session, name: 'src/main.ts', clock: 17, sizeBytes: 2_048, ...times },
  },
  DocumentClient: { clientId: 'tab-1', userId: user, device: 'laptop', clock: 17, lastSeenAt: at },
  DocumentFile: {
    ...{ sessionId: session, name: 'src/main.ts', path: 'src/main.ts', text: 'text', status: 'bound', clock: 17 },
    ...{ boundBy: user, createdAt: at, updatedAt: at },
  },
  DocumentSnapshot: { version: documentVersion, state: 'AQEBAAQBAWEFaGVsbG8A' },
  DocumentVersion: documentVersion,
  FileEntry: { path: 'main.py', type: 'file', size: 9, modifiedAt: at, mode: 420 },
  InstallResult: { ...install, ...exited, durationMs: 2_150, output: '', truncated: false },
  Keys: { keys: [{ kty: 'EC', kid: 'one' }] },
  Language: {
    ...{ id: 'python', name: 'Python', aliases: ['py'], tier: 'low', extensions: ['.py'], version: '3.13' },
    limits: { memoryBytes: 536_870_912, cpus: 1, pids: 256, timeoutMs: 60_000 },
    ...{ run: { argv: ['python3', '{main}'] }, packageManagers: ['pip'], frameworks: ['django'] },
  },
  Member: { sessionId: session, userId: user, role: 'participant', ...times },
  Message: {
    ...{ id: `msg_${BODY}`, tenantId: tenant, conversationId: `cnv_${BODY}`, sequence: 1, role: 'user' },
    ...{ authorId: user, content: 'hello', parts: [], status: 'complete', version: 1, ...times },
  },
  OpenedTerminal: { id: `trm_${BODY}`, cols: 120, rows: 40, state: 'running', offset: 0 },
  Projects: { items: [], nextCursor: null, truncated: false },
  Refactoring: refactoring,
  RefreshedTokens: { tokens },
  RelatedSessions: { items: [{ session: aSession, score: 0.5, reasons: ['same-languages'] }], nextCursor: null },
  RestoredFiles: { sessionId: session, bytes: 2_048, files: 3 },
  Session: aSession,
  Setting: { category: 'editor', key: 'theme', value: 'dark', updatedAt: at },
  SignedIn: { user: person, tenant: { id: tenant, name: 'Ada', ...times }, tokens },
  StartedCommand: { id: `cmd_${BODY}`, state: 'running' },
  StartedInstall: { ...install, state: 'running' },
  SyncedDocument: { clock: 17, updates: ['AQEBAAQBAWEFaGVsbG8A'], isWhole: false },
  Task: {
    ...{ id: `tsk_${BODY}`, tenantId: tenant, userId: user, sessionId: session, conversationId: `cnv_${BODY}` },
    ...{ prompt: 'Make the tests pass.', status: 'queued', setup: { install: 'auto', commands: [] } },
    ...{ limits: { maxSteps: 20, maxTokens: 100_000, maxDurationMs: 600_000 }, after: 'keep' },
    ...{ usage: { steps: 0, tokens: 0 }, runs: 0, version: 1, ...times },
  },
  Terminal: {
    ...{
      id: `trm_${BODY}`,
      sessionId: session,
      incarnation: 1,
      argv: ['bash'],
      cwd: '/workspace',
      cols: 120,
      rows: 40,
    },
    ...{ openedBy: user, state: 'running', createdAt: at },
  },
  Ticket: { ticket: 'TICKET', expiresAt: at },
  User: person,
  Workspace: workspace,
  WorkspaceExplanation: {
    ...{ ...workspace, cause: 'in-use', because: 'A command runs.', next: null },
    leases: [{ name: 'command', holder: user, reason: 'command', acquiredAt: at, expiresAt: at }],
  },
};
