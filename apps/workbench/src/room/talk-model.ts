import type { Message } from '@carrel/client';
import { signal } from '@preact/signals';
import { client } from '../carrel.js';
import type { RoomModel } from './room-model.js';

/** How many messages are shown, the latest ones. */
const SHOWN = 100;
/** How often others' messages are looked for. */
const LOOK_MS = 5_000;

export interface Said {
  readonly id: string;
  readonly role: Message['role'];
  readonly who: string;
  readonly text: string;
  /** Why it ended early, or that it goes on. */
  readonly note: string | null;
}

/** The conversation of a session, and the answers of a model as they are said. */
export class TalkModel {
  readonly messages = signal<readonly Said[]>([]);
  readonly isAnswering = signal(false);
  /** Whether a model answers here, as far as is known. */
  readonly hasModel = signal(true);
  private readonly controller = new AbortController();
  private readonly timer: ReturnType<typeof setInterval>;
  private conversationId: string | null = null;
  private streamId: string | null = null;

  constructor(private readonly room: RoomModel) {
    this.timer = setInterval(() => {
      if (!document.hidden && !this.isAnswering.peek()) void this.look();
    }, LOOK_MS);
  }

  async open(): Promise<void> {
    const listed = await client.conversations.list({ sessionId: this.room.id, limit: 1 }, this.call);
    if (listed.isErr()) return this.room.tell(listed.error);
    this.conversationId = listed.value.items[0]?.id ?? null;
    await this.look();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.controller.abort();
  }

  async say(content: string): Promise<void> {
    const id = await this.conversation();
    if (id === null) return;
    const respond = this.hasModel.value;
    let said = await client.conversations.addMessage(id, { role: 'user', content, respond }, this.call);
    if (said.isErr() && said.error.type === 'model/not-configured') {
      this.hasModel.value = false;
      said = await client.conversations.addMessage(id, { role: 'user', content }, this.call);
    }
    if (said.isErr()) return this.room.tell(said.error);
    await this.look();
    const { streamId, answerId } = said.value as Message & { readonly answerId?: string };
    if (streamId !== undefined && answerId !== undefined) await this.hear(streamId, answerId);
  }

  async stop(): Promise<void> {
    if (this.streamId === null) return;
    const stopped = await client.streams.cancel(this.streamId, this.call);
    if (stopped.isErr()) this.room.tell(stopped.error);
  }

  private get call() {
    return { signal: this.controller.signal };
  }

  private async conversation(): Promise<string | null> {
    if (this.conversationId !== null) return this.conversationId;
    const made = await client.conversations.create({ sessionId: this.room.id }, this.call);
    if (made.isErr()) {
      this.room.tell(made.error);
      return null;
    }
    this.conversationId = made.value.id;
    return made.value.id;
  }

  /** Shows an answer while it is said. By a WebSocket: browsers have few other connections that stay open. */
  private async hear(streamId: string, answerId: string): Promise<void> {
    this.isAnswering.value = true;
    this.streamId = streamId;
    let text = '';
    for await (const event of client.streams.read(streamId, { ...this.call, over: 'socket' })) {
      if (event.type !== 'chunk') continue;
      text += saidIn(event.text);
      const answer: Said = { id: answerId, role: 'assistant', who: 'Model', text, note: null };
      this.messages.value = [...this.messages.value.filter(({ id }) => id !== answerId), answer];
    }
    this.streamId = null;
    this.isAnswering.value = false;
    await this.look();
  }

  private async look(): Promise<void> {
    if (this.conversationId === null) return;
    const page = await client.conversations.messages(this.conversationId, { limit: SHOWN, order: 'desc' }, this.call);
    if (page.isErr()) return;
    const said = page.value.items.toReversed().map((message) => this.toSaid(message));
    if (JSON.stringify(said) !== JSON.stringify(this.messages.peek())) this.messages.value = said;
  }

  private toSaid({ id, role, authorId, content, status, error }: Message): Said {
    const isMine = authorId === this.room.me.id;
    const who = role === 'user' ? (isMine ? 'You' : 'Somebody else') : role === 'assistant' ? 'Model' : role;
    const notes = {
      complete: null,
      answering: 'is answering …',
      cancelled: 'stopped',
      failed: error?.message ?? 'failed',
    };
    return { id, role, who, text: content, note: notes[status] };
  }
}

/** What a chunk of an answer says: each is a JSON text, of which some tell of other things. */
function saidIn(chunk: string): string {
  try {
    const part = JSON.parse(chunk) as { readonly type?: unknown; readonly text?: unknown };
    return part.type === 'text' && typeof part.text === 'string' ? part.text : '';
  } catch {
    return '';
  }
}
