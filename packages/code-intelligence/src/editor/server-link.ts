import { codeBusy, codeServerFailed, type CodeEngineError, type EditorLink, type LspMessage } from '@carrel/core/code';
import { errAsync, invalidInput, okAsync, systemClock } from '@carrel/core/kernel';
import type { Aborted, Clock, InvalidInput, ResultAsync } from '@carrel/core/kernel';
import type { ApplyWorkspaceEditResult } from 'vscode-languageserver-protocol';
import type { ServerSession } from '../servers/server-session.js';
import { EditorDocuments, type EditorLimits } from './editor-documents.js';
import { EditorNames } from './editor-names.js';
import {
  answer,
  failure,
  INVALID_REQUEST,
  isForServer,
  mayAsk,
  METHOD_NOT_FOUND,
  offered,
  refusal,
} from './editor-protocol.js';
import { MessageQueue } from './message-queue.js';

export interface ServerLinkOptions {
  /** Gives a server that runs, the link's alone. */
  lease(): ResultAsync<ServerSession, CodeEngineError | Aborted>;
  release(server: ServerSession): Promise<void>;
  readonly limits: EditorLimits & {
    /** Messages that wait to be read; the link is closed beyond that. */
    readonly maxMessages: number;
    /** Requests that are under way. */
    readonly maxRequests: number;
    /** How long an editor has to do what a server asks for. */
    readonly editMs: number;
  };
  readonly clock?: Clock;
}

/** An editor's line to a server of its own. A server that ends is followed by another that has the same documents open. */
export class ServerLink implements EditorLink {
  /** Resolves when the link is closed, or its server is gone for good. */
  readonly closed: Promise<void>;
  private readonly documents: EditorDocuments;
  private readonly queue: MessageQueue;
  private readonly names: EditorNames;
  private readonly underWay = new Map<unknown, AbortController>();
  private readonly asked = new Map<string, (done: ApplyWorkspaceEditResult) => void>();
  private finish: () => void = () => undefined;
  private isClosed = false;
  private lastAsked = 0;

  private constructor(
    private server: ServerSession,
    private readonly options: ServerLinkOptions,
  ) {
    this.documents = new EditorDocuments(options.limits);
    this.names = new EditorNames(server.root);
    this.queue = new MessageQueue(options.limits.maxMessages, () => void this.close());
    this.closed = new Promise((resolve) => (this.finish = resolve));
    this.follow(server);
  }

  static open(options: ServerLinkOptions): ResultAsync<ServerLink, CodeEngineError | Aborted> {
    return options.lease().map((server) => new ServerLink(server, options));
  }

  send(message: LspMessage): ResultAsync<void, CodeEngineError | InvalidInput> {
    if (this.isClosed) return errAsync(codeServerFailed());
    const { id, method, params } = message;
    const renamed = this.names.fromEditor(message['result'] ?? params);
    if (renamed === null) return errAsync(invalid('It names a file that is outside of the session.'));
    if (typeof method !== 'string') return this.hearAnswer(id, renamed.value);
    if (id === undefined) return this.hearNotice(method, renamed.value);
    if (typeof id !== 'string' && typeof id !== 'number')
      return errAsync(invalid('The id of a request is a text or a number.'));
    return this.hearRequest(id, method, renamed.value);
  }

  messages(): AsyncIterable<LspMessage> {
    return this.queue.read();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.queue.end();
    for (const request of this.underWay.values()) request.abort();
    for (const done of this.asked.values()) done({ applied: false });
    await this.options.release(this.server);
    this.finish();
  }

  private hearRequest(id: string | number, method: string, params: unknown): ResultAsync<void, CodeEngineError> {
    if (this.underWay.size >= this.options.limits.maxRequests) return errAsync(codeBusy());
    if (method === 'initialize') this.say(answer(id, { capabilities: offered(this.server.capabilities) }));
    else if (method === 'shutdown') this.say(answer(id, null));
    else if (!mayAsk(method, params)) this.say(refusal(id, METHOD_NOT_FOUND, `"${method}" is not offered.`));
    else if (this.underWay.has(id)) this.say(refusal(id, INVALID_REQUEST, 'There is a request with that id.'));
    else void this.ask(id, method, params);
    return okAsync(undefined);
  }

  private async ask(id: string | number, method: string, params: unknown): Promise<void> {
    const abort = new AbortController();
    this.underWay.set(id, abort);
    const answered = await this.server.request(method, params, abort.signal);
    this.underWay.delete(id);
    this.say(answered.isOk() ? answer(id, answered.value) : failure(id, answered.error));
    // A server that does not answer in its time is of no more use.
    if (answered.isErr() && answered.error.type === 'code/timed-out') await this.server.process.kill();
  }

  private hearNotice(method: string, params: unknown): ResultAsync<void, InvalidInput> {
    if (method === 'exit') void this.close();
    if (method === '$/cancelRequest') this.underWay.get((params as { readonly id?: unknown } | null)?.id)?.abort();
    if (!isForServer(method)) return okAsync(undefined);
    const notices = this.documents.hear({ method, params });
    if (notices.isErr()) return errAsync(notices.error);
    for (const notice of notices.value) this.server.notify(notice.method, notice.params);
    return okAsync(undefined);
  }

  private hearAnswer(id: unknown, result: unknown): ResultAsync<void, InvalidInput> {
    const done = typeof id === 'string' ? this.asked.get(id) : undefined;
    if (done === undefined) return errAsync(invalid('It is no message of the protocol.'));
    done({ applied: (result as { readonly applied?: unknown } | null)?.applied === true });
    return okAsync(undefined);
  }

  private say(message: LspMessage): void {
    this.queue.push(this.names.toEditor(message) as LspMessage);
  }

  /** The editor hears what the server says by itself, until it ends; then there is another one. */
  private follow(server: ServerSession): void {
    server.listener = {
      onDiagnostics: (params) => {
        this.say({ jsonrpc: '2.0', method: 'textDocument/publishDiagnostics', params });
      },
      onEdit: (params) => this.askForEdit(params),
    };
    void server.process.exited.then(() => this.replace(server));
  }

  private async replace(ended: ServerSession): Promise<void> {
    if (this.isClosed) return;
    await this.options.release(ended);
    const next = await this.options.lease();
    if (next.isErr()) {
      await this.close();
      return;
    }
    this.server = next.value;
    if (this.isClosed) {
      await this.options.release(next.value);
      return;
    }
    for (const { method, params } of this.documents.all()) this.server.notify(method, params);
    this.follow(next.value);
  }

  private askForEdit(params: unknown): Promise<ApplyWorkspaceEditResult> {
    if (this.asked.size >= this.options.limits.maxRequests) return Promise.resolve({ applied: false });
    const id = `server-${++this.lastAsked}`;
    return new Promise((resolve) => {
      const done = (result: ApplyWorkspaceEditResult) => {
        cancel();
        this.asked.delete(id);
        resolve(result);
      };
      const cancel = (this.options.clock ?? systemClock).setTimer(this.options.limits.editMs, () => {
        done({ applied: false });
      });
      this.asked.set(id, done);
      this.say({ jsonrpc: '2.0', id, method: 'workspace/applyEdit', params });
    });
  }
}

function invalid(message: string): InvalidInput {
  return invalidInput([{ path: '', message }]);
}
