import type { Relayed } from '@carrel/core/documents';
import { documentBytes, documentFrame } from './document-bytes.js';
import {
  AUTH,
  AWARENESS,
  readDocumentMessage,
  readNamedMessage,
  STEP_ONE,
  STEP_TWO,
  SYNC,
  SYNC_STATUS,
  UPDATE,
  type DocumentRequest,
} from './document-requests.js';

/** How a server of documents speaks: the y-protocols, or what Hocuspocus made of them. */
export interface DocumentFrames {
  /** Whether step one of the server is an answer to that of the client, which is not ready for it before. */
  readonly isAsked: boolean;
  /** What a message asks for; `null` for one that breaks the rules. */
  read(message: Uint8Array): DocumentRequest | null;
  stepOne(vector: Uint8Array): Uint8Array;
  stepTwo(update: Uint8Array): Uint8Array;
  update(update: Uint8Array): Uint8Array;
  awareness(states: Uint8Array): Uint8Array;
  /** `update` for what goes to many, made once and ready for the wire. */
  relayedUpdate(update: Relayed): Uint8Array;
  /** `awareness` for what goes to many, made once and ready for the wire. */
  relayedAwareness(states: Relayed): Uint8Array;
  /** An edit was not taken, as the client may not write; `isFirst` unless it was told before. `reason` is for people. */
  denied(reason: string, isFirst: boolean): readonly Uint8Array[];
  /** Whether the client may write, where it asks. */
  authenticated(canWrite: boolean): readonly Uint8Array[];
  /** So many more messages are durable, `upTo` in all, when the document's clock was `clock`. */
  acknowledged(ack: DocumentAck): readonly Uint8Array[];
}

export interface DocumentAck {
  readonly clock: number;
  readonly upTo: number;
  readonly more: number;
}

const text = (words: string): Uint8Array => Buffer.from(words);

/** In a message of authentication: something may not be done. */
const DENIED = 0;
/** The same of Hocuspocus: the client is known, and this is what it may do. */
const AUTHENTICATED = 2;

/** The y-protocols as `y-websocket` speaks them; with `acks` it is told what is durable. The same for all sockets. */
export function plainFrames(acks: boolean): DocumentFrames {
  return acks ? PLAIN_WITH_ACKS : PLAIN;
}

function makePlain(acks: boolean): DocumentFrames {
  const update = (bytes: Uint8Array) => documentFrame([SYNC, UPDATE, bytes]);
  const awareness = (states: Uint8Array) => documentFrame([AWARENESS, states]);
  return {
    update: (bytes) => documentBytes([SYNC, UPDATE, bytes]),
    awareness: (states) => documentBytes([AWARENESS, states]),
    relayedUpdate: (relayed) => relayed.frame('yjs', update),
    relayedAwareness: (relayed) => relayed.frame('yjs', awareness),
    isAsked: false,
    read: readDocumentMessage,
    stepOne: (vector) => documentBytes([SYNC, STEP_ONE, vector]),
    stepTwo: (update) => documentBytes([SYNC, STEP_TWO, update]),
    denied: (reason, isFirst) => (isFirst ? [documentBytes([AUTH, DENIED, text(reason)])] : []),
    authenticated: () => [],
    acknowledged: ({ clock, upTo }) => (acks ? [documentBytes([SYNC_STATUS, clock, upTo])] : []),
  };
}

const PLAIN = makePlain(false);
const PLAIN_WITH_ACKS = makePlain(true);

/** The dialect of Hocuspocus: every message names its document. */
export function hocuspocusFrames(name: string): DocumentFrames {
  const bytes = text(name);
  const prefix = documentBytes([bytes]);
  const frame = (...parts: readonly (number | Uint8Array)[]) => documentBytes(parts, prefix);
  const saved = frame(SYNC_STATUS, 1);
  const update = (bytes: Uint8Array) => documentFrame([SYNC, UPDATE, bytes], prefix);
  const awareness = (states: Uint8Array) => documentFrame([AWARENESS, states], prefix);
  return {
    update: (bytes) => frame(SYNC, UPDATE, bytes),
    awareness: (states) => frame(AWARENESS, states),
    relayedUpdate: (relayed) => relayed.frame('hocuspocus', update),
    relayedAwareness: (relayed) => relayed.frame('hocuspocus', awareness),
    isAsked: true,
    read: (message) => readNamedMessage(message, bytes),
    stepOne: (vector) => frame(SYNC, STEP_ONE, vector),
    stepTwo: (update) => frame(SYNC, STEP_TWO, update),
    denied: () => [frame(SYNC_STATUS, 0)],
    authenticated: (canWrite) => [frame(AUTH, AUTHENTICATED, text(canWrite ? 'read-write' : 'readonly'))],
    acknowledged: ({ more }) => Array.from({ length: more }, () => saved),
  };
}
