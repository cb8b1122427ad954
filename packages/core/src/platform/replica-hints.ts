import { z } from 'zod';
import type { Bus } from '../bus/index.js';
import type { Clock } from '../kernel/index.js';
import type { Logger } from '../telemetry/index.js';

/** What one replica tells the others. */
const hintSchema = z.discriminatedUnion('about', [
  /** What somebody may do in the session has changed, or the session is over. */
  z.object({ about: z.literal('access'), from: z.string(), sessionId: z.string() }),
  /** Tokens of a login, a user or an agent are to be looked at anew. */
  z.object({ about: z.literal('ended'), from: z.string(), kind: z.enum(['login', 'user', 'agent']), id: z.string() }),
  /** A task that `holder` works on was asked to end. */
  z.object({ about: z.literal('task'), from: z.string(), holder: z.string() }),
]);

type Heard = z.output<typeof hintSchema>;
export type ReplicaHint = Heard extends infer H ? (H extends Heard ? Omit<H, 'from'> : never) : never;

export interface ReplicaHintsDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who this replica is: it does not hear itself. */
  readonly replica: string;
  readonly hear: (hint: ReplicaHint) => void;
}

const TOPIC = 'changes';
/** How long to wait before a bus that does not answer is tried again, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * Tells the other replicas of changes, and hears theirs. What is heard says only where to look into the store; what is lost, while
 * the bus is down or later, is found out by those who look by themselves.
 */
export class ReplicaHints {
  private cancel: () => void = () => undefined;
  private isOver = false;

  constructor(private readonly deps: ReplicaHintsDeps) {
    void this.join();
  }

  /** Never waits, and never fails. */
  tell(hint: ReplicaHint): void {
    const { bus, replica } = this.deps;
    if (this.isOver) return;
    // An error is of no interest: whoever does not hear of it looks by itself.
    void bus.publish(TOPIC, JSON.stringify({ ...hint, from: replica })).unwrapOr(undefined);
  }

  close(): void {
    this.isOver = true;
    this.cancel();
  }

  private async join(): Promise<void> {
    const { bus, clock, logger } = this.deps;
    const joined = await bus.open().andThen(() =>
      bus.subscribe(TOPIC, (message) => {
        this.heard(message);
      }),
    );
    if (this.isOver) return;
    if (joined.isOk()) this.cancel = joined.value;
    else if (joined.error.type !== 'bus/closed') {
      logger.debug({ bus: bus.name, cause: joined.error.cause }, 'the bus of the replicas does not answer');
      this.cancel = clock.setTimer(RETRY_MS, () => void this.join());
    }
  }

  private heard(message: string): void {
    const hint = hintSchema.safeParse(jsonOf(message));
    if (hint.success && hint.data.from !== this.deps.replica) this.deps.hear(hint.data);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
