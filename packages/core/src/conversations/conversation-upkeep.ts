import { delay, toTimestamp, type CarrelError, type Clock } from '../kernel/index.js';
import { whileLeading, type Leases } from '../leases/index.js';
import type { Logger } from '../telemetry/index.js';
import type { ConversationCopies } from './conversation-copies.js';
import type { ConversationPurge } from './conversation-purge.js';
import type { LeftAnswerCommands } from './left-answer-commands.js';
import type { LostAnswers } from './lost-answers.js';
import type { ResolvedConversationOptions } from './conversation-options.js';
import type { ConversationRepository } from './conversation-repository.js';

export interface ConversationUpkeepDeps {
  readonly repository: Pick<ConversationRepository, 'forgetRequests'>;
  readonly copies: ConversationCopies;
  readonly answers: LostAnswers;
  readonly answerCommands: LeftAnswerCommands;
  readonly purge: ConversationPurge;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  readonly options: ResolvedConversationOptions;
}

/** How long another replica that ended without a word keeps the lead. */
const LEASE_TTL_MS = 15_000;
const FORGOTTEN_PER_SWEEP = 500;
const COPIES_PER_SWEEP = 20;
/** How many steps of copying one sweep makes at most, so that it ends. */
const ROUNDS_PER_SWEEP = 50;

/** Finishes what a replica left undone, and forgets what is over. Of all replicas one does it at a time. */
export class ConversationUpkeep {
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ConversationUpkeepDeps) {}

  start(): void {
    this.running = this.lead();
  }

  /** Resolves when the sweep under way is over. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async lead(): Promise<void> {
    const { clock, holder, leases, options } = this.deps;
    const leadership = {
      ...{ name: 'leader/conversations', holder, reason: 'finishes what was left undone in conversations' },
      ...{ ttlMs: LEASE_TTL_MS, signal: this.stopped.signal },
    };
    await whileLeading({ leases, clock }, leadership, async (signal) => {
      while (!signal.aborted) {
        await this.sweep(signal);
        await delay(clock, options.sweepIntervalMs, signal);
      }
    });
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const { answerCommands, answers, clock, copies, purge, repository } = this.deps;
    const lost = await answers.sweep();
    if (lost !== null) this.report('answers not ended', lost);
    const left = await answerCommands.sweep();
    if (left !== null) this.report('commands of answers not ended', left);
    const forgotten = await repository.forgetRequests(toTimestamp(clock.now()), FORGOTTEN_PER_SWEEP);
    if (forgotten.isErr()) this.report('requests not forgotten', forgotten.error);
    const kept = await purge.sweep(signal);
    if (kept !== null) this.report('conversations of deleted sessions not erased', kept);
    for (let round = 0; round < ROUNDS_PER_SWEEP && !signal.aborted; round += 1) {
      const more = await copies.finish(COPIES_PER_SWEEP);
      if (more.isErr()) return this.report('conversations not copied', more.error);
      if (!more.value) return;
    }
  }

  private report(what: string, error: CarrelError): void {
    this.deps.logger.warn({ error }, what);
  }
}
