import type { DocumentSink } from '../../src/documents/index.js';
import type { PermissionRows } from './permission-row.js';

/** An update of Yjs: somebody writes one letter. */
export const LETTER = Uint8Array.from([1, 1, 7, 0, 4, 1, 1, 114, 1, 97, 0]);

const SINK: DocumentSink = {
  update: () => true,
  awareness: () => true,
  acknowledged: () => true,
  role: () => undefined,
  closed: () => undefined,
};

export const DOCUMENT_ROWS: PermissionRows = {
  'documents.open': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper }) => carrel.documents.open(caller, paper, { sink: SINK }),
  },
  'documents.sync': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper }) => carrel.documents.sync(caller, paper, { clientId: 'two', since: 0 }),
  },
  'documents.sync (with updates)': {
    action: 'documents.write',
    least: 'participant',
    call: ({ carrel, caller, paper }) =>
      carrel.documents.sync(caller, paper, { clientId: 'two', since: 0, updates: [LETTER] }),
  },
  'documents.list': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.documents.list(caller, id),
  },
  'documents.get': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper }) => carrel.documents.get(caller, paper),
  },
  'documents.pollers': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper }) => carrel.documents.pollers(caller, paper),
  },
  'documents.remove': {
    action: 'documents.remove',
    least: 'admin',
    call: ({ carrel, caller, paper }) => carrel.documents.remove(caller, paper),
  },
  'documents.files.bind': {
    action: 'documents.write',
    least: 'participant',
    call: ({ carrel, caller, paper: { sessionId, name } }) =>
      carrel.documents.files.bind(caller, { sessionId, name, path: 'paper.txt', prefer: 'document' }),
  },
  'documents.files.get': {
    action: 'documents.read',
    least: 'viewer',
    answer: () => 'document-file/not-bound',
    call: ({ carrel, caller, paper: { sessionId, name } }) => carrel.documents.files.get(caller, { sessionId, name }),
  },
  'documents.files.unbind': {
    action: 'documents.write',
    least: 'participant',
    answer: () => 'document-file/not-bound',
    call: ({ carrel, caller, paper: { sessionId, name } }) =>
      carrel.documents.files.unbind(caller, { sessionId, name }),
  },
  'documents.versions.list': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper: { sessionId, name } }) =>
      carrel.documents.versions.list(caller, { sessionId, name }),
  },
  'documents.versions.get': {
    action: 'documents.read',
    least: 'viewer',
    call: ({ carrel, caller, paper }) => carrel.documents.versions.get(caller, paper),
  },
  'documents.versions.create': {
    action: 'documents.write',
    least: 'participant',
    call: ({ carrel, caller, paper: { sessionId, name } }) =>
      carrel.documents.versions.create(caller, { sessionId, name }),
  },
  'documents.versions.restore': {
    action: 'documents.restore',
    least: 'admin',
    call: ({ carrel, caller, paper }) => carrel.documents.versions.restore(caller, paper),
  },
};
