import type { DocumentConnection, DocumentEnd, DocumentSink, Relayed } from '@carrel/core/documents';
import { hasScope, ResultAsync } from '@carrel/core/kernel';
import { z } from 'zod';
import type { ApiError } from '../http/api-error.js';
import { documentParam, sessionParam } from '../http/path-param.js';
import { hocuspocusFrames, plainFrames, type DocumentFrames } from './document-frames.js';
import { DocumentInput } from './document-input.js';
import { DocumentOutput } from './document-output.js';
import { socketRoute } from './socket-route.js';
import type { Socket, SocketEnd } from './socket.js';

const description = `Binary messages of the \`y-protocols\`: 0 synchronisation (step 1, step 2, update), 1 awareness, 2 what is denied, 3 who is there.
The \`WebsocketProvider\` of \`y-websocket\` works as it is: its server URL ends with \`/ws/documents/SESSION\`, its room is the name of
the document, percent-encoded; a ticket goes into its \`params\` as \`token\`, or an access token into its \`protocols\`.
With \`acks=1\` the server tells by message 8 what is durable: the clock of the document, and up to which of the client's messages of
step 2 and update, counted from 1, all are. With \`dialect=hocuspocus\` the provider of Hocuspocus works, one document a socket.
Edits of somebody who may only read are dropped, and the client told so by message 2; they are asked for when the role changes.
A malformed or oversized edit closes the socket of its sender alone. A client that reads too slowly is closed with 1013 and the
clock of the document. All that the server lacks is sent again behind a new connection.`;

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

export const documentSocket = socketRoute({
  path: '/ws/documents/:sessionId/:name',
  summary: 'A shared document: what it holds, what others do in it, and what the client does.',
  description,
  scope: 'documents:read',
  params: { sessionId: sessionParam, name: documentParam },
  query: z.object({ acks: flag, dialect: z.enum(['yjs', 'hocuspocus']).default('yjs') }),
  serve: ({ params: { sessionId, name }, query }, socket, carrel, caller) => {
    const frames = query.dialect === 'hocuspocus' ? hocuspocusFrames(name) : plainFrames(query.acks);
    const readOnly = !hasScope(caller, 'documents:write');
    const peer = new DocumentPeer(socket, frames);
    return carrel.documents.open(caller, { sessionId, name }, { sink: peer, readOnly }).andThen((connection) => {
      socket.enter(sessionId);
      return ResultAsync.fromSafePromise<SocketEnd, ApiError>(peer.serve(connection));
    });
  },
});

/** One client of a document behind a socket. */
class DocumentPeer implements DocumentSink {
  private readonly output: DocumentOutput;
  private connection: DocumentConnection | null = null;
  private input: DocumentInput | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly frames: DocumentFrames,
  ) {
    this.output = new DocumentOutput(socket, frames, this);
  }

  /** The clock of the document, as far as it is stored. */
  get clock(): number {
    return this.connection?.clock ?? 0;
  }

  /** Resolves with how the socket ends. */
  async serve(connection: DocumentConnection): Promise<SocketEnd> {
    const { frames, output, socket } = this;
    this.connection = connection;
    this.input = new DocumentInput(socket, connection, { frames, output });
    try {
      this.input.begin();
      output.begin();
      return await output.ended;
    } finally {
      connection.close();
      output.close();
    }
  }

  update(update: Relayed): boolean {
    return this.output.update(update);
  }

  awareness(states: Relayed): boolean {
    return this.output.awareness(states);
  }

  acknowledged(stored: { readonly clock: number; readonly count: number }): boolean {
    this.input?.acknowledged(stored);
    return true;
  }

  role(canWrite: boolean): void {
    this.input?.role(canWrite);
  }

  closed(end: DocumentEnd): void {
    this.output.closed(end);
  }
}
