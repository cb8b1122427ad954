import type { InvalidInput, Page, PageRequest, ResultAsync, TenantId, UserId } from '../kernel/index.js';
import type { EntityRecord, ReadView, StoreError, Transaction, WriteError } from '../store/index.js';
import type { Setting, SettingName } from './setting.js';

/** Whose settings are meant. */
export interface SettingOwner {
  readonly tenantId: TenantId;
  readonly userId: UserId;
}

/** Keeps settings, each under its tenant, user, category and key. */
export interface SettingRepository {
  /** The setting, or `null` when the user has none of this name. */
  get(view: ReadView, owner: SettingOwner, name: SettingName): ResultAsync<Setting | null, StoreError>;
  /** The user's settings by category and key. `request/invalid` for a limit out of range or a foreign cursor. */
  list(
    view: ReadView,
    owner: SettingOwner,
    request: PageRequest,
  ): ResultAsync<Page<Setting>, InvalidInput | StoreError>;
  /** How many settings the user has, counted up to `atMost`. */
  count(view: ReadView, owner: SettingOwner, atMost: number): ResultAsync<number, StoreError>;
  /** Adds a setting; `record/exists` when there is one of its name. */
  insert(tx: Transaction, setting: EntityRecord<Setting>): ResultAsync<Setting, WriteError>;
  /** Writes a setting that was read; `record/conflict` when it was written since. */
  update(tx: Transaction, setting: Setting): ResultAsync<Setting, WriteError>;
  /** Gone when ok, also when it was not there. */
  remove(tx: Transaction, owner: SettingOwner, name: SettingName): ResultAsync<void, WriteError>;
}
