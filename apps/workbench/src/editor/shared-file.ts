import type { ClientError, SharedDocumentFile } from '@carrel/client';
import { connectDocument, type DocumentConnection, type DocumentEvent } from '@carrel/client/yjs';
import { signal } from '@preact/signals';
import { Awareness } from 'y-protocols/awareness';
import { Doc, type Text } from 'yjs';
import { client, saying } from '../carrel.js';
import type { RoomModel } from '../room/room-model.js';
import { documentName } from './document-name.js';

/** The root of the document that holds the text of the file. */
const ROOT = 'text';

/** Which of two texts that differ is taken. */
export type Preferred = 'file' | 'document';

/** How an opened file stands. */
export type Standing =
  | { readonly state: 'opening' }
  | { readonly state: 'shared' }
  /** Nobody edits it, and who looks may not: what the file says. */
  | { readonly state: 'read'; readonly text: string }
  /** What was edited together is another text than the file has. */
  | { readonly state: 'differs' }
  | { readonly state: 'unusable'; readonly why: string };

/** A file that is open: a document of its name, bound to it, that everybody who has it open edits. */
export class SharedFile {
  readonly standing = signal<Standing>({ state: 'opening' });
  /** Whether something that was typed is not stored yet. */
  readonly isUnsaved = signal(false);
  readonly isConnected = signal(false);
  readonly document = new Doc();
  readonly awareness = new Awareness(this.document);
  private connection: DocumentConnection | null = null;
  private readonly controller = new AbortController();

  constructor(
    private readonly room: RoomModel,
    readonly path: string,
  ) {
    const { me } = room;
    const color = room.colourOf(me.id);
    this.awareness.setLocalStateField('user', { name: me.displayName || me.email, color, colorLight: `${color}40` });
    this.document.on('update', () => {
      this.isUnsaved.value = (this.connection?.unstoredEdits ?? 0) > 0;
    });
    room.signal.addEventListener('abort', () => this.close(), { once: true });
  }

  get text(): Text {
    return this.document.getText(ROOT);
  }

  /** What it says now. */
  content(): string {
    return this.document.getText(ROOT).toJSON();
  }

  /** @param prefer which text is taken where the file and the document have different ones. */
  async open(prefer?: Preferred): Promise<void> {
    this.standing.value = { state: 'opening' };
    const name = documentName(this.path);
    if (name === null) return this.read();
    const call = { signal: this.controller.signal };
    const bound = this.room.canWrite.peek()
      ? await client.documents.bindFile(
          this.room.id,
          name,
          { path: this.path, text: ROOT, ...(prefer === undefined ? {} : { prefer }) },
          call,
        )
      : await client.documents.file(this.room.id, name, call);
    if (bound.isOk()) return this.share(name, bound.value);
    if (bound.error.type === 'document-file/differs') this.standing.value = { state: 'differs' };
    else if (this.room.canWrite.peek()) this.fail(bound.error);
    else await this.read();
  }

  /** Looks again at a file that is read only, when it changed. */
  lookAgain(): void {
    if (this.standing.peek().state === 'read') void this.open();
  }

  close(): void {
    this.controller.abort();
    this.connection?.close();
    this.awareness.destroy();
    this.document.destroy();
  }

  private async share(name: string, { status, reason }: SharedDocumentFile): Promise<void> {
    const why = WHY[reason ?? ''];
    if (status !== 'bound' && why !== undefined) {
      this.standing.value = { state: 'unusable', why };
      return;
    }
    if (this.connection?.isOver !== false)
      this.connection = connectDocument(client, { sessionId: this.room.id, name }, this.document, {
        awareness: this.awareness,
        onEvent: (event) => this.hear(event),
      });
    const synced = await this.connection.synced();
    if (synced.isOk()) this.standing.value = { state: 'shared' };
    else this.fail(synced.error);
  }

  private async read(): Promise<void> {
    const text = await this.room.handle.peek()?.files.readText(this.path, { signal: this.controller.signal });
    if (text === undefined) return;
    if (text.isErr()) return this.fail(text.error);
    this.standing.value = { state: 'read', text: text.value };
  }

  private hear(event: DocumentEvent): void {
    switch (event.type) {
      case 'connected':
      case 'synced':
        this.isConnected.value = true;
        break;
      case 'disconnected':
        this.isConnected.value = false;
        break;
      case 'denied':
        void this.room.lookAtMembers();
        break;
      case 'stored':
        this.isUnsaved.value = false;
        break;
      case 'failed':
        this.isConnected.value = false;
        this.fail(event.error);
        break;
    }
  }

  private fail(error: ClientError): void {
    if (error.type === 'client/aborted' || this.controller.signal.aborted) return;
    this.standing.value = { state: 'unusable', why: saying(error) };
  }
}

/** Why a file cannot be edited, where it can be told before it is shown. */
const WHY: Readonly<Record<string, string>> = {
  'file-too-large': 'The file is too large to be edited here.',
  'file-not-text': 'The file is not text.',
  'file-unusable': 'The file cannot be read or written.',
  'document-not-text': 'What is edited under this name is not the text of a file.',
  'session-archived': 'The session is archived: nothing in it is changed.',
};
