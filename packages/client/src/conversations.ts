import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import { onceHeaders, type MakeOptions } from './idempotency-key.js';
import type { Outcome } from './result.js';
import type { AddMessage, Conversation, CreateConversation, Message, Page, PageRequest } from './types.js';

/** What users and models say to each other. */
export class ConversationsClient {
  constructor(private readonly http: Http) {}

  /** Of a session, or of the caller alone. Made once, however often it has to be tried. */
  create(
    input: CreateConversation = {},
    { idempotencyKey, ...call }: CallOptions & MakeOptions = {},
  ): Outcome<Conversation> {
    const headers = onceHeaders({ idempotencyKey });
    return this.http.json({ method: 'POST', path: '/conversations', json: input, headers }, call);
  }

  /** Those of a session, or those of the caller that have none, the newest first. */
  list(
    query: PageRequest & { readonly sessionId?: string | undefined } = {},
    call: CallOptions = {},
  ): Outcome<Page<Conversation>> {
    return this.http.json({ method: 'GET', path: '/conversations', query: { ...query } }, call);
  }

  get(id: string, call: CallOptions = {}): Outcome<Conversation> {
    return this.http.json({ method: 'GET', path: path`/conversations/${id}` }, call);
  }

  /** Another title, or none by `null`. */
  update(id: string, changes: { readonly title: string | null }, call: CallOptions = {}): Outcome<Conversation> {
    return this.http.json({ method: 'PUT', path: path`/conversations/${id}`, json: changes }, call);
  }

  remove(id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/conversations/${id}` }, call);
  }

  /**
   * Adds a message at the end, once, however often it has to be tried. With `respond: true` the model answers it: `streamId` is
   * the stream in which it does, for `streams.read`.
   */
  addMessage(
    conversationId: string,
    message: AddMessage,
    { idempotencyKey, ...call }: CallOptions & MakeOptions = {},
  ): Outcome<Message> {
    const headers = onceHeaders({ idempotencyKey });
    const at = path`/conversations/${conversationId}/messages`;
    return this.http.json({ method: 'POST', path: at, json: message, headers }, call);
  }

  /** In their order, or from the latest with `order: 'desc'`. */
  messages(
    conversationId: string,
    query: PageRequest & { readonly order?: 'asc' | 'desc' | undefined } = {},
    call: CallOptions = {},
  ): Outcome<Page<Message>> {
    const at = path`/conversations/${conversationId}/messages`;
    return this.http.json({ method: 'GET', path: at, query: { ...query } }, call);
  }

  message(conversationId: string, id: string, call: CallOptions = {}): Outcome<Message> {
    return this.http.json({ method: 'GET', path: path`/conversations/${conversationId}/messages/${id}` }, call);
  }

  removeMessage(conversationId: string, id: string, call: CallOptions = {}): Outcome<void> {
    return this.http.done({ method: 'DELETE', path: path`/conversations/${conversationId}/messages/${id}` }, call);
  }
}
