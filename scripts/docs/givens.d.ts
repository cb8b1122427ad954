// What the examples of the documentation take for granted: a Carrel with its parts, people in a session, and what is the reader's own.
import type { Duplex } from 'node:stream';
import type { StreamedContent } from '@carrel/core/storage';

interface Part {
  write(bytes: Uint8Array): Promise<void>;
  commitAs(digest: StreamedContent['digest']): Promise<void>;
  discard(): Promise<void>;
}

declare global {
  const createCarrel: typeof import('@carrel/core').createCarrel;
  const unwrap: typeof import('@carrel/core').unwrap;

  const carrel: import('@carrel/core').Carrel;
  const store: import('@carrel/core/store').RecordStore;
  const runtime: import('@carrel/core/runtime').WorkspaceRuntime;
  const streams: import('@carrel/core/streams').StreamLog;
  const engine: import('@carrel/core/code').CodeEngine;
  const source: Parameters<import('@carrel/core/code').CodeEngine['query']>[0];
  const api: import('@carrel/server-express').HttpApi;
  const workspace: import('@carrel/core').OpenWorkspace;

  const caller: import('@carrel/core').Caller;
  const ada: import('@carrel/core').Caller;
  const bob: import('@carrel/core').Caller;
  const session: Session;
  const room: Session & { readonly sessionId: Session['id']; readonly name: string };
  const sessionId: Session['id'];
  const content: string;
  const url: string;
  const token: string;
  const accessToken: string;
  const apiKey: string;
  const accessKeyId: string;
  const secretAccessKey: string;
  const password: string;
  const question: string;
  const stream: Duplex;
  const model: { generate(prompt: string, options: { readonly signal: AbortSignal }): AsyncIterable<string> };
  const Y: typeof import('yjs');
  const doc: import('yjs').Doc;
  const updates: Uint8Array[];
  let since: number;

  const display: { write(data: Uint8Array): void; reset(): void };
  function tokenFor(userId: string): Promise<string>;
  function refreshed(): Promise<string>;

  type Place = { readonly directory: string };
  const place: Place;
  const openPlace: () => { part(tenantId: string): Promise<Part> };
  const freshPlace: () => Place;
  const thatPlace: () => Place;
  const anyPlace: () => Place;
  const removePlace: () => Promise<void>;
  const myStore: (place?: Place) => import('@carrel/core/store').RecordStore;
  const myStorage: (place: Place) => import('@carrel/core/storage').StorageProvider;
  const changeAByte: (tenantId: string, digest: string) => Promise<void>;
  const myStreamLog: (place: Place) => import('@carrel/core/streams').StreamLog;
  const kill: (place: Place) => Promise<void>;
  const startAgain: (place: Place) => Promise<void>;
  const remove: (place: Place) => Promise<void>;
  const myRuntime: () => import('@carrel/core/runtime').WorkspaceRuntime;
  const killFromOutside: (handle: BoxHandle) => Promise<void>;
  const breakTheLinksOf: (handle: BoxHandle) => Promise<void>;
  const removeEverything: () => Promise<void>;

  type Session = import('@carrel/core/sessions').Session;
  type BoxHandle = import('@carrel/core/runtime').RuntimeHandle;
}
