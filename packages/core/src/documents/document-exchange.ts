import type { Bus } from '../bus/index.js';
import type { CarrelError, Clock } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';
import type { DocumentKey } from './document.js';
import type { LiveDocument } from './live-document.js';

/** What one replica tells the others of a document. */
type Message =
  | {
      readonly type: 'stored';
      readonly from: string;
      readonly id: string;
      readonly first: number;
      readonly last: number;
      /** Base64; absent where they are too large for a message. */
      readonly updates?: readonly string[];
    }
  | { readonly type: 'awareness'; readonly from: string; readonly update: string }
  /** Who has the document in memory from now on wants to hear what clients elsewhere said of themselves. */
  | { readonly type: 'who'; readonly from: string }
  | { readonly type: 'removed'; readonly from: string };

export interface DocumentExchangeDeps {
  readonly bus: Bus;
  /** Who this process is; never the same in two. */
  readonly holder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Listening {
  isOver: boolean;
  stop: () => void;
}

/** How long to wait before a bus that does not answer is asked again. */
const AGAIN_MS = 5_000;
/** Well within a message of the bus, with its base64. */
const MAX_SENT_BYTES = 40_000;

/**
 * Tells other replicas what was stored here, and hears what was stored there. Everything here may be lost: whoever hears of a clock
 * that does not follow its own reads the log, and looks into it now and then.
 */
export class DocumentExchange {
  constructor(private readonly deps: DocumentExchangeDeps) {}

  /** Whether there is anybody to tell. */
  get isShared(): boolean {
    return this.deps.bus.shared;
  }

  /**
   * Hears of the document, until what it gave is called. A bus that does not answer is asked again, and then the log.
   *
   * @param live the document, once it is in memory.
   */
  async listen(key: DocumentKey, live: () => LiveDocument | null): Promise<() => void> {
    const listening: Listening = { isOver: false, stop: () => undefined };
    if (this.isShared) await this.join(key, live, listening);
    return () => {
      listening.isOver = true;
      listening.stop();
    };
  }

  private async join(key: DocumentKey, live: () => LiveDocument | null, listening: Listening): Promise<void> {
    const { bus, clock, holder } = this.deps;
    const joined = await bus.subscribe(topicOf(key), (text) => {
      const message = parse(text);
      const document = live();
      if (message !== null && document !== null && message.from !== holder) this.hear(document, message);
    });
    if (listening.isOver)
      return joined.match(
        (leave) => leave(),
        () => undefined,
      );
    if (joined.isOk()) listening.stop = joined.value;
    else {
      listening.stop = clock.setTimer(AGAIN_MS, () => {
        void this.join(key, live, listening).then(() => {
          if (live() === null) return;
          live()?.look();
          this.ask(key);
        });
      });
    }
  }

  stored(key: DocumentKey, id: string, last: number, updates: readonly Uint8Array[]): void {
    // With nobody to tell, nothing is encoded.
    if (!this.isShared) return;
    const bytes = updates.reduce((sum, { length }) => sum + length, 0);
    const told = bytes <= MAX_SENT_BYTES && updates.length <= MAX_SENT_UPDATES;
    const content = told ? { updates: updates.map((update) => Buffer.from(update).toString('base64')) } : {};
    const { holder: from } = this.deps;
    this.send(key, { type: 'stored', from, id, first: last - updates.length + 1, last, ...content });
  }

  spoke(key: DocumentKey, update: Uint8Array): void {
    if (!this.isShared || update.length > MAX_SENT_BYTES) return;
    const { holder: from } = this.deps;
    this.send(key, { type: 'awareness', from, update: Buffer.from(update).toString('base64') });
  }

  /** Others say again what their clients said of themselves. */
  ask(key: DocumentKey): void {
    this.send(key, { type: 'who', from: this.deps.holder });
  }

  removed(key: DocumentKey): void {
    this.send(key, { type: 'removed', from: this.deps.holder });
  }

  private hear(live: LiveDocument, message: Message): void {
    switch (message.type) {
      case 'stored': {
        const { id, first, last, updates } = message;
        const bytes = updates?.map((text) => new Uint8Array(Buffer.from(text, 'base64'))) ?? null;
        live.hear({ id, first, last, updates: bytes });
        return;
      }
      case 'awareness':
        live.awareness.hear(new Uint8Array(Buffer.from(message.update, 'base64')));
        return;
      case 'who':
        for (const update of live.spoken?.saidHere(MAX_SENT_BYTES) ?? []) this.spoke(live.key, update);
        return;
      case 'removed':
        live.look();
        return;
      default:
        message satisfies never;
    }
  }

  private send(key: DocumentKey, message: Message): void {
    const { bus, logger } = this.deps;
    if (!bus.shared) return;
    const missed = (error: CarrelError) => {
      logger.debug({ error }, 'other replicas not told of a document; they look by themselves');
    };
    void bus.publish(topicOf(key), JSON.stringify(message)).match(() => undefined, missed);
  }
}

const MAX_SENT_UPDATES = 200;

function topicOf({ tenantId, sessionId, name }: DocumentKey): string {
  return `documents/${tenantId}/${sessionId}/${name}`;
}

/** What replicas of this release say; anything else is left. */
function parse(text: string): Message | null {
  try {
    const message = JSON.parse(text) as Message;
    return typeof message === 'object' && typeof message.from === 'string' ? message : null;
  } catch {
    return null;
  }
}
