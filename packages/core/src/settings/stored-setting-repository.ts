import type { CursorCodec, InvalidInput, Page, PageRequest, ResultAsync } from '../kernel/index.js';
import {
  EntityTable,
  type EntityRecord,
  type ReadView,
  type RecordKey,
  type StoreError,
  type Transaction,
  type WriteError,
} from '../store/index.js';
import type { SettingOwner, SettingRepository } from './setting-repository.js';
import { settings, type Setting, type SettingName } from './setting.js';

/** Settings in any record store. */
export class StoredSettingRepository implements SettingRepository {
  private readonly table: EntityTable<Setting>;

  constructor(cursors: CursorCodec) {
    this.table = new EntityTable(settings, cursors);
  }

  get(view: ReadView, owner: SettingOwner, name: SettingName): ResultAsync<Setting | null, StoreError> {
    return this.table.get(view, keyOf(owner, name));
  }

  list(
    view: ReadView,
    { tenantId, userId }: SettingOwner,
    request: PageRequest,
  ): ResultAsync<Page<Setting>, InvalidInput | StoreError> {
    return this.table.page(view, { scope: `settings/${tenantId}/${userId}`, prefix: [tenantId, userId] }, request);
  }

  count(view: ReadView, { tenantId, userId }: SettingOwner, atMost: number): ResultAsync<number, StoreError> {
    return view.scan(settings, { prefix: [tenantId, userId], limit: atMost }).map(({ items }) => items.length);
  }

  insert(tx: Transaction, setting: EntityRecord<Setting>): ResultAsync<Setting, WriteError> {
    return this.table.insert(tx, setting);
  }

  update(tx: Transaction, setting: Setting): ResultAsync<Setting, WriteError> {
    return this.table.update(tx, setting);
  }

  remove(tx: Transaction, owner: SettingOwner, name: SettingName): ResultAsync<void, WriteError> {
    return this.table.erase(tx, keyOf(owner, name));
  }
}

function keyOf({ tenantId, userId }: SettingOwner, { category, key }: SettingName): RecordKey {
  return [tenantId, userId, category, key];
}
