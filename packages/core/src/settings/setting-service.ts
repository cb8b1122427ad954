import type { Caller, Clock, CursorCodec, Forbidden, InvalidInput, Page, PageRequest } from '../kernel/index.js';
import { errAsync, forbidden, hasScope, okAsync, Result, toTimestamp, type ResultAsync } from '../kernel/index.js';
import type { RecordStore, StoreError, Transaction, WriteError } from '../store/index.js';
import {
  settingLimitReached,
  settingNotFound,
  type PutSettingError,
  type RemoveSettingError,
  type SettingLimitReached,
} from './setting-errors.js';
import { checkName, checkValue } from './setting-input.js';
import { resolveSettingOptions, type ResolvedSettingOptions, type SettingOptions } from './setting-options.js';
import type { SettingRepository } from './setting-repository.js';
import { toPublicSetting, type JsonValue, type PublicSetting, type Setting, type SettingName } from './setting.js';
import { StoredSettingRepository } from './stored-setting-repository.js';

export interface SettingServiceDeps {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly cursors: CursorCodec;
  /** @default the one over `store` */
  readonly repository?: SettingRepository;
  readonly options?: SettingOptions;
}

/** A user's own settings. Nobody sees or changes those of another. */
export class SettingService {
  private readonly deps: SettingServiceDeps;
  private readonly repository: SettingRepository;
  private readonly options: ResolvedSettingOptions;

  constructor(deps: SettingServiceDeps) {
    this.deps = deps;
    this.repository = deps.repository ?? new StoredSettingRepository(deps.cursors);
    this.options = resolveSettingOptions(deps.options);
  }

  /**
   * The caller's settings by category and key. `auth/forbidden` without the scope `settings:read`; `request/invalid` for a
   * limit out of range or a foreign cursor.
   */
  list(
    caller: Caller,
    request: PageRequest = {},
  ): ResultAsync<Page<PublicSetting>, Forbidden | InvalidInput | StoreError> {
    if (!hasScope(caller, 'settings:read')) return errAsync(forbidden('read settings'));
    return this.deps.store
      .read((view) => this.repository.list(view, caller, request))
      .map(({ items, nextCursor }) => ({ items: items.map(toPublicSetting), nextCursor }));
  }

  /**
   * The setting has the value when ok, whether or not it was there before. `setting/too-large` and `setting/limit-reached` past
   * the bounds of the options; `request/invalid` for a name of another form or a value that is not JSON.
   */
  put(caller: Caller, name: SettingName, value: unknown): ResultAsync<PublicSetting, PutSettingError> {
    if (!hasScope(caller, 'settings:write')) return errAsync(forbidden('change settings'));
    return Result.combine([checkName(name, this.options), checkValue(value, this.options)])
      .asyncAndThen(([checkedName, checkedValue]) =>
        this.deps.store.transact((tx) => this.write(tx, caller, { ...checkedName, value: checkedValue })),
      )
      .map(toPublicSetting);
  }

  /** The setting is gone when ok. `setting/not-found` when there was none. */
  remove(caller: Caller, name: SettingName): ResultAsync<void, RemoveSettingError> {
    if (!hasScope(caller, 'settings:write')) return errAsync(forbidden('change settings'));
    return checkName(name, this.options).asyncAndThen((checked) =>
      this.deps.store.transact((tx) =>
        this.repository
          .get(tx, caller, checked)
          .andThen((found) =>
            found === null
              ? errAsync<void, RemoveSettingError>(settingNotFound(checked))
              : this.repository.remove(tx, caller, checked),
          ),
      ),
    );
  }

  private write(
    tx: Transaction,
    caller: Caller,
    wanted: SettingName & { readonly value: JsonValue },
  ): ResultAsync<Setting, SettingLimitReached | WriteError> {
    const { tenantId, userId } = caller;
    const now = toTimestamp(this.deps.clock.now());
    return this.repository
      .get(tx, caller, wanted)
      .andThen((found) =>
        found === null
          ? this.checkRoom(tx, caller).andThen(() =>
              this.repository.insert(tx, { tenantId, userId, ...wanted, createdAt: now, updatedAt: now }),
            )
          : this.repository.update(tx, { ...found, value: wanted.value, updatedAt: now }),
      );
  }

  private checkRoom(tx: Transaction, caller: Caller): ResultAsync<void, SettingLimitReached | StoreError> {
    const { maxPerUser } = this.options;
    return this.repository
      .count(tx, caller, maxPerUser)
      .andThen((count) => (count < maxPerUser ? okAsync(undefined) : errAsync(settingLimitReached(maxPerUser))));
  }
}
