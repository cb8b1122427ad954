import type { DocumentConnection, DocumentError } from '@carrel/core/documents';
import { NO_AWARENESS } from './awareness-backlog.js';
import { endOf, NORMAL, POLICY_VIOLATION, UNSUPPORTED_DATA } from './close-code.js';
import { DocumentAcks } from './document-acks.js';
import type { DocumentFrames } from './document-frames.js';
import type { DocumentOutput } from './document-output.js';
import type { DocumentRequest } from './document-requests.js';
import type { MessageListener, Socket, SocketEnd, SocketMessage } from './socket.js';

interface Stored {
  readonly clock: number;
  readonly count: number;
}

const LEFT: SocketEnd = { code: NORMAL, reason: 'left' };
/** No edit at all. */
const NO_UPDATE = Uint8Array.of(0, 0);
const MAX_VAIN_ASKS = 5;
/** How long to wait before a push is tried again, where its error does not say. */
const RETRY_MS = 1_000;

/** What a client of a document says, in its order, and no faster than the document takes it. */
export class DocumentInput implements MessageListener {
  private readonly acks = new DocumentAcks();
  private isDenied = false;
  /** Whether the client was asked for all that is lacking and has not answered. */
  private isAsked = false;
  /** How often it was asked again since an edit of its was taken. */
  private askedInVain = 0;
  private isOver = false;

  constructor(
    private readonly socket: Socket,
    private readonly connection: DocumentConnection,
    private readonly say: { readonly frames: DocumentFrames; readonly output: DocumentOutput },
  ) {}

  /** Says what the server says first, and does what the client says from then on, until it goes or says what it may not. */
  begin(): void {
    const { frames } = this.say;
    if (!frames.isAsked && this.connection.canWrite) this.ask();
    this.tellStates();
    this.socket.listen(this);
  }

  message(message: SocketMessage): Promise<void> | null {
    try {
      const end = this.take(message);
      if (end instanceof Promise)
        return end.then(
          (late) => this.finish(late),
          (thrown: unknown) => this.fail(thrown),
        );
      this.finish(end);
    } catch (thrown) {
      this.fail(thrown);
    }
    return null;
  }

  ended(): void {
    this.finish(LEFT);
  }

  private take(message: SocketMessage): Promise<SocketEnd | null> | SocketEnd | null {
    if (this.isOver) return null;
    if (message.kind === 'text') return { code: UNSUPPORTED_DATA, reason: 'messages of a document are binary' };
    const request = this.say.frames.read(message.data);
    if (request === null) return { code: POLICY_VIOLATION, reason: 'no such message of a document' };
    return this.answer(request);
  }

  /** Nothing that the client says behind what ended its socket is done. */
  private finish(end: SocketEnd | null): void {
    if (end === null) return;
    this.isOver = true;
    this.say.output.finish(end);
  }

  private fail(thrown: unknown): void {
    this.isOver = true;
    this.say.output.fail(thrown);
  }

  /** So many more of the client's edits are durable. */
  acknowledged({ clock, count }: Stored): void {
    const { more, upTo } = this.acks.settle(count);
    if (more > 0) this.say.output.sendAll(this.say.frames.acknowledged({ clock, upTo, more }));
  }

  /** What may be written from now on is asked for: it may have been refused before. */
  role(canWrite: boolean): void {
    this.isDenied = false;
    this.say.output.sendAll(this.say.frames.authenticated(canWrite));
    if (canWrite) this.ask();
  }

  /** How the request ends the socket; `null` when it does not. */
  private answer(request: DocumentRequest): Promise<SocketEnd | null> | SocketEnd | null {
    const { output, frames } = this.say;
    switch (request.type) {
      case 'update':
        return this.push(request.update, request.isWhole);
      case 'step-one':
        return this.answerStepOne(request.vector);
      case 'awareness':
        return this.connection.awareness(request.update).match(() => null, refusalOf);
      case 'query-awareness':
        return this.whenRoom(() => this.tellStates());
      case 'token':
        output.sendAll(frames.authenticated(this.connection.canWrite));
        return null;
      case 'leave':
        return LEFT;
      case 'nothing':
        return null;
      default:
        return request satisfies never;
    }
  }

  private push(update: Uint8Array, isWhole: boolean): Promise<SocketEnd | null> | SocketEnd | null {
    const { acks } = this;
    if (isWhole) this.isAsked = false;
    const pushed = this.connection.push(update);
    if (pushed.isOk()) {
      acks.take(isWhole);
      this.askedInVain = 0;
      return null;
    }
    const { error } = pushed;
    if (error.type === 'document/read-only') {
      acks.miss();
      this.say.output.sendAll(this.say.frames.denied(error.message, !this.isDenied));
      this.isDenied = true;
      return null;
    }
    if (error.type === 'document/update-ahead') {
      acks.miss();
      this.askAgain();
      return null;
    }
    return error.retryable ? this.pushLater(update, isWhole, error) : endOf(error);
  }

  /** Nothing else is read from a client that sends more than is taken. */
  private async pushLater(update: Uint8Array, isWhole: boolean, error: DocumentError): Promise<SocketEnd | null> {
    await pause(retryAfter(error), this.socket.signal);
    return this.socket.isOver ? null : this.push(update, isWhole);
  }

  private answerStepOne(vector: Uint8Array): Promise<SocketEnd | null> | SocketEnd | null {
    return this.whenRoom(() => {
      const { output, frames } = this.say;
      const diff = this.connection.diff(vector);
      if (diff.isErr()) return endOf(diff.error);
      // Step two says that all is there.
      const last = diff.value.at(-1) ?? NO_UPDATE;
      for (const update of diff.value.slice(0, -1)) output.send(frames.update(update));
      output.send(frames.stepTwo(last));
      if (frames.isAsked) this.askInAnswer();
      return null;
    });
  }

  /** A client that does not read what it asks for waits for it. */
  private whenRoom(answer: () => SocketEnd | null): Promise<SocketEnd | null> | SocketEnd | null {
    const room = this.say.output.room();
    return room === null ? answer() : room.then(() => (this.socket.isOver ? null : answer()));
  }

  /** Who may not write has nothing that is to be stored, and counts what it was not asked for otherwise. */
  private askInAnswer(): void {
    const { output, frames } = this.say;
    if (this.connection.canWrite) this.ask();
    else output.sendAll(frames.acknowledged({ clock: this.connection.clock, upTo: 0, more: 1 }));
  }

  /** A client that itself waits for what nobody has is not asked for ever. */
  private askAgain(): void {
    if (this.isAsked || this.askedInVain >= MAX_VAIN_ASKS) return;
    this.askedInVain += 1;
    this.ask();
  }

  private ask(): void {
    this.isAsked = true;
    this.say.output.send(this.say.frames.stepOne(this.connection.stateVector()));
  }

  private tellStates(): null {
    const states = this.connection.awarenessStates() ?? NO_AWARENESS;
    this.say.output.send(this.say.frames.awareness(states));
    return null;
  }
}

/** What is newest comes again, and who may not be seen need not know. */
function refusalOf(error: DocumentError): SocketEnd | null {
  return error.retryable || error.type === 'document/read-only' ? null : endOf(error);
}

function retryAfter(error: DocumentError): number {
  return 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? error.retryAfterMs : RETRY_MS;
}

/** Resolves after `ms`, or at once when `signal` fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
