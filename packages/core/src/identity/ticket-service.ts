import type { Caller } from '../kernel/index.js';
import { errAsync, ok, okAsync, parseInput, ResultAsync, safeTry, toTimestamp } from '../kernel/index.js';
import type { StoreError, Transaction, WriteError } from '../store/index.js';
import type { IdentityContext, RequestContext } from './identity-context.js';
import { tickets } from './identity-collections.js';
import { ticketInvalid, ticketLimit, type IssueTicketError, type RedeemTicketError } from './identity-errors.js';
import type { TicketInput } from './identity-input.js';
import { secretDigest } from './secret-digest.js';
import { standingCaller } from './standing-caller.js';
import { isTicket, newTicket, opens, type IssuedTicket, type TicketRecord, type TicketUse } from './ticket.js';

/** How many expired tickets one issue takes away: more than it adds, so that they never pile up. */
const SWEPT_AT_ONCE = 8;

/**
 * Short-lived passes for what cannot send a token in a header, such as the WebSocket of a browser. They may show up in the log
 * of a proxy, so each works once, for a moment, and for one thing.
 */
export class TicketService {
  constructor(private readonly context: IdentityContext) {}

  /**
   * A ticket with which somebody is the caller once, for `ticketTtlMs`, and for this use alone. Whether the caller may use the
   * resource is asked when it is used. `auth/ticket-limit` while `maxTicketsPerUser` of the user's tickets are neither used nor
   * expired.
   */
  issue(caller: Caller, input: TicketInput): ResultAsync<IssuedTicket, IssueTicketError> {
    const { store, clock, ids, options } = this.context;
    const parsed = parseInput(this.context.input.ticket, input);
    if (parsed.isErr()) return errAsync(parsed.error);
    const nowMs = clock.now();
    const { ticket, record } = newTicket(caller, parsed.value, { ids, expiresAtMs: nowMs + options.ticketTtlMs });
    return store.transact((tx) => this.insert(tx, record, nowMs)).map(() => ({ ticket, expiresAt: record.expiresAt }));
  }

  /**
   * Who asked for the ticket, as they stand now. Of all who present a ticket at most one gets in, and none after it was
   * presented for another use. `auth/ticket-invalid` whatever is wrong: no such ticket, used, expired, for something else, of a
   * login that ended, or of a user or agent that was removed.
   */
  redeem(ticket: string, use: TicketUse, request: RequestContext): ResultAsync<Caller, RedeemTicketError> {
    const { store, clock } = this.context;
    if (!isTicket(ticket)) return errAsync(ticketInvalid());
    return store
      .transact((tx) => this.take(tx, secretDigest(ticket)), request)
      .andThen((record) => {
        const now = toTimestamp(clock.now());
        if (record === null || !opens(record, use, now)) return errAsync(ticketInvalid());
        return store.read((view) => standingCaller(this.context, view, { known: record, now }), request);
      })
      .andThen((known) =>
        known === null ? errAsync(ticketInvalid()) : ok({ ...known, requestId: request.requestId }),
      );
  }

  private insert(tx: Transaction, record: TicketRecord, nowMs: number): ResultAsync<void, IssueTicketError> {
    const { maxTicketsPerUser } = this.context.options;
    // A ticket whose time is over now is expired.
    const firstLiving = toTimestamp(nowMs + 1);
    const living = {
      index: 'byUser',
      prefix: [record.tenantId, record.userId],
      start: [firstLiving],
      limit: maxTicketsPerUser,
    };
    return safeTry<void, IssueTicketError>(async function* () {
      yield* sweep(tx, firstLiving);
      const { items } = yield* tx.scan(tickets, living);
      const [oldest] = items;
      if (oldest !== undefined && items.length >= maxTicketsPerUser) {
        return errAsync(ticketLimit(maxTicketsPerUser, Date.parse(oldest.value.expiresAt) - nowMs));
      }
      yield* tx.insert(tickets, record);
      return ok(undefined);
    });
  }

  /** Gone when ok; `null` when it was gone before. */
  private take(tx: Transaction, digest: string): ResultAsync<TicketRecord | null, WriteError> {
    return tx.get(tickets, [digest]).andThen((stored): ResultAsync<TicketRecord | null, WriteError> => {
      if (stored === null) return okAsync(null);
      return tx.remove(tickets, [digest]).map(() => stored.value);
    });
  }
}

function sweep(tx: Transaction, firstLiving: string): ResultAsync<void, WriteError | StoreError> {
  return tx
    .scan(tickets, { index: 'byExpiry', end: [firstLiving], limit: SWEPT_AT_ONCE })
    .andThen(({ items }) => ResultAsync.combine(items.map(({ value }) => tx.remove(tickets, [value.digest]))))
    .map(() => undefined);
}
