import type { AuditService } from '../audit/index.js';
import type { CursorCodec } from '../kernel/index.js';
import { err, ok, ResultAsync, safeTry, type Result } from '../kernel/index.js';
import {
  collection,
  EntityTable,
  type EntityRecord,
  type RecordError,
  type RecordStore,
  type StoreError,
  type Transaction,
} from '../store/index.js';
import { appendStart } from './audited-commands.js';
import { endedEntry, notStartedEntry, type AuditedBy } from './command-entries.js';
import type { Command, CommandEnd } from './command.js';
import type { CommandKey, CommandRepository } from './command-repository.js';

export const commands = collection<EntityRecord<Command>>()('commands', { key: ['tenantId', 'sessionId', 'id'] });

/** Commands in a record store. */
export class RecordCommandRepository implements CommandRepository {
  private readonly table: EntityTable<Command>;

  constructor(
    private readonly store: RecordStore,
    cursors: CursorCodec,
    private readonly audit: Pick<AuditService, 'append'>,
  ) {
    this.table = new EntityTable<Command>(commands, cursors);
  }

  insert(
    command: Omit<Command, 'version'>,
    maxKept: number,
    by: AuditedBy,
  ): ResultAsync<Command, RecordError | StoreError> {
    return this.store.transact((tx) =>
      this.table
        .insert(tx, command)
        .andThen((inserted) => appendStart(this.audit, tx, { command, by }).map(() => inserted))
        .andThen((inserted) =>
          isTrimDue(inserted) ? new ResultAsync(trim(tx, command, maxKept)).map(() => inserted) : ok(inserted),
        ),
    );
  }

  get(key: CommandKey): ResultAsync<Command | null, StoreError> {
    return this.store.read((view) => this.table.get(view, toKey(key)));
  }

  list({ tenantId, sessionId }: Omit<CommandKey, 'id'>, limit: number): ResultAsync<readonly Command[], StoreError> {
    return this.store
      .read((view) => view.scan(commands, { prefix: [tenantId, sessionId], reverse: true, limit: MAX_LISTED }))
      .map(({ items }) =>
        items
          .filter(({ value }, index) => index < limit || value.state === 'running')
          .map(({ value, version }) => ({ ...value, version })),
      );
  }

  end(key: CommandKey, end: CommandEnd): ResultAsync<Command | null, RecordError | StoreError> {
    const { audit, table } = this;
    return this.store.transact((tx) =>
      safeTry<Command | null, RecordError | StoreError>(async function* () {
        const current = yield* table.get(tx, toKey(key));
        if (current === null || current.state === 'exited') return ok(current);
        const ended = yield* table.update(tx, { ...current, ...end, state: 'exited', updatedAt: end.endedAt });
        yield* audit.append(tx, endedEntry(current, end));
        return ok(ended);
      }),
    );
  }

  erase(key: CommandKey): ResultAsync<void, RecordError | StoreError> {
    return this.store.transact((tx) =>
      this.table
        .erase(tx, toKey(key))
        .andThen(() => this.audit.append(tx, notStartedEntry(key)))
        .map(() => undefined),
    );
  }
}

/** More than trims and the bound on running commands leave of one session, by far. */
const MAX_LISTED = 1_000;
/** How many more than may be kept one trim looks at. */
const MAX_SURPLUS = 256;

const ID_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
/** A prime, so that ids that were counted up by whatever step come by it too. */
const TRIM_EVERY = 31;

/** One insert in 31 pays for the others: the end of an id is a number by chance. */
function isTrimDue({ id }: Command): boolean {
  const [tens = '', units = ''] = id.slice(-2);
  return (ID_DIGITS.indexOf(tens) * ID_DIGITS.length + ID_DIGITS.indexOf(units)) % TRIM_EVERY === 0;
}

/** Takes the oldest commands of the session that ended, as many as there are too many. */
async function trim(
  tx: Transaction,
  { tenantId, sessionId }: Omit<CommandKey, 'id'>,
  maxKept: number,
): Promise<Result<void, RecordError | StoreError>> {
  const oldest = await tx.scan(commands, { prefix: [tenantId, sessionId], limit: maxKept + MAX_SURPLUS });
  if (oldest.isErr()) return err(oldest.error);
  const surplus = oldest.value.items.length - maxKept;
  const ended = oldest.value.items.filter(({ value }) => value.state === 'exited').slice(0, Math.max(0, surplus));
  for (const { value } of ended) {
    const removed = await tx.remove(commands, toKey(value));
    if (removed.isErr()) return err(removed.error);
  }
  return ok(undefined);
}

function toKey({ tenantId, sessionId, id }: CommandKey): readonly [string, string, string] {
  return [tenantId, sessionId, id];
}
