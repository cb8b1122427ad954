import {
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
  type Awareness,
} from 'y-protocols/awareness';
import { applyUpdate, encodeStateAsUpdate, encodeStateVector, type Doc } from 'yjs';
import type { CarrelClient } from './create-client.js';
import type { DocumentConnection, DocumentPeer, DocumentPlace, OpenDocumentOptions } from './document-connection.js';

export type { DocumentConnection, DocumentEvent, DocumentPlace } from './document-connection.js';

export interface ConnectDocumentOptions extends OpenDocumentOptions {
  /** Who is there, such as cursors. It is told to others and kept as they tell; it is not destroyed with the connection. */
  readonly awareness?: Awareness | undefined;
}

/**
 * Keeps a document of Yjs the same as the one of this name in a session, until it is closed or the document is destroyed. It can be
 * edited at once: what the server has comes to it, and what was edited without a connection is sent with the next one.
 *
 * @example
 * const document = new Y.Doc();
 * const connection = connectDocument(client, { sessionId: session.id, name: 'notes.md' }, document);
 * await unwrap(connection.synced());
 * document.getText('content').insert(0, 'hello');
 * await unwrap(connection.stored());
 */
export function connectDocument(
  client: CarrelClient,
  { sessionId, name }: DocumentPlace,
  document: Doc,
  { awareness, onEvent, signal }: ConnectDocumentOptions = {},
): DocumentConnection {
  const origin = {};
  const release = () => {
    document.off('update', onUpdate);
    document.off('destroy', onDestroy);
    awareness?.off('update', onAwareness);
  };
  const onDestroy = () => connection.close();
  const onUpdate = (update: Uint8Array, by: unknown) => {
    if (by !== origin) connection.push(update);
  };
  const onAwareness = ({ added, updated, removed }: AwarenessChanges, by: unknown) => {
    const isOwn = [...added, ...updated, ...removed].includes(document.clientID);
    if (isOwn && by !== origin && awareness !== undefined)
      connection.pushAwareness(encodeAwarenessUpdate(awareness, [document.clientID]));
  };
  const connection = client.documents.open(
    { sessionId, name },
    { ...peerOf(document, awareness, origin), end: release },
    { onEvent, signal },
  );
  if (connection.isOver) return connection;
  document.on('update', onUpdate);
  document.on('destroy', onDestroy);
  awareness?.on('update', onAwareness);
  return connection;
}

interface AwarenessChanges {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

function peerOf(document: Doc, awareness: Awareness | undefined, origin: object): DocumentPeer {
  return {
    stateVector: () => encodeStateVector(document),
    diff: (vector) => encodeStateAsUpdate(document, vector),
    apply: (update) => applyUpdate(document, update, origin),
    ...(awareness === undefined ? {} : { awareness: awarenessOf(document, awareness, origin) }),
  };
}

function awarenessOf(document: Doc, awareness: Awareness, origin: object): NonNullable<DocumentPeer['awareness']> {
  return {
    own: () => {
      const state = awareness.getLocalState();
      if (state === null) return null;
      // With a newer clock: others were told that it left with the one it had.
      awareness.setLocalState(state);
      return encodeAwarenessUpdate(awareness, [document.clientID]);
    },
    apply: (update) => applyAwarenessUpdate(awareness, update, origin),
    forget: () => {
      const others = [...awareness.getStates().keys()].filter((client) => client !== document.clientID);
      removeAwarenessStates(awareness, others, origin);
    },
  };
}
