import { connectDocument } from '@carrel/client/yjs';
import { effect, signal } from '@preact/signals';
import { Awareness } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { client } from '../carrel.js';
import type { RoomModel } from './room-model.js';

/** A document that nobody writes to: who has it open is in the room. */
const NAME = 'workbench~presence';

/** Somebody who is in the room now. */
export interface Present {
  readonly userId: string;
  readonly name: string;
  /** The file that they look at. */
  readonly path: string | null;
}

/** Who is in a room, and whether the server is reached. */
export class Presence {
  /** Each person once, however many pages they have open. */
  readonly others = signal<readonly Present[]>([]);
  /** The terminals that the others say they opened: whenever that is another text, there are others. */
  readonly othersTerminals = signal('');
  readonly isConnected = signal<boolean | null>(null);
  private readonly document = new Doc();
  private readonly awareness = new Awareness(this.document);

  constructor(private readonly room: RoomModel) {
    this.awareness.on('change', () => {
      this.others.value = this.look();
      this.othersTerminals.value = this.terminals();
    });
    const stop = effect(() => {
      if (room.session.value !== null && this.isConnected.peek() === null) this.connect();
    });
    room.signal.addEventListener('abort', () => {
      stop();
      this.awareness.destroy();
      this.document.destroy();
    });
  }

  /** @param terminals those that one opened oneself. */
  show(path: string | null, terminals: readonly string[]): void {
    const { me } = this.room;
    const name = me.displayName || me.email;
    this.awareness.setLocalState({ userId: me.id, name, path, terminals: terminals.join(' ') });
  }

  private connect(): void {
    this.isConnected.value = true;
    connectDocument(client, { sessionId: this.room.id, name: NAME }, this.document, {
      awareness: this.awareness,
      signal: this.room.signal,
      onEvent: ({ type }) => {
        if (type === 'connected') this.isConnected.value = true;
        if (type === 'disconnected' || type === 'failed') this.isConnected.value = false;
      },
    });
  }

  private terminals(): string {
    const said = [...this.awareness.getStates()]
      .filter(([client]) => client !== this.awareness.clientID)
      .map(([, { terminals }]) => (typeof terminals === 'string' ? terminals : ''));
    return said.sort().join(' ').trim();
  }

  private look(): readonly Present[] {
    const people = new Map<string, Present>();
    for (const state of this.awareness.getStates().values()) {
      const person = presentIn(state);
      if (person !== null && person.userId !== this.room.me.id) people.set(person.userId, person);
    }
    return [...people.values()].slice(0, 50);
  }
}

/** What others say of themselves is looked at before it is shown. */
function presentIn(state: Readonly<Record<string, unknown>>): Present | null {
  const { userId, name, path } = state;
  if (typeof userId !== 'string' || typeof name !== 'string') return null;
  return { userId, name: name.slice(0, 100), path: typeof path === 'string' ? path.slice(0, 1_000) : null };
}
