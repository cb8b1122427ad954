import type { TenantId, UserId } from '../kernel/index.js';
import { collection, type Entity, type EntityRecord } from '../store/index.js';

/** Any value of JSON. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Names one setting of a user. */
export interface SettingName {
  readonly category: string;
  readonly key: string;
}

/** Something a user set: a value kept under a category and a key. */
export interface Setting extends Entity, SettingName {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly value: JsonValue;
}

/** A setting as its user sees it. */
export interface PublicSetting extends SettingName {
  readonly value: JsonValue;
  readonly updatedAt: string;
}

export function toPublicSetting({ category, key, value, updatedAt }: Setting): PublicSetting {
  return { category, key, value, updatedAt };
}

export const settings = collection<EntityRecord<Setting>>()('settings', {
  key: ['tenantId', 'userId', 'category', 'key'],
});

/** What the store must be opened with for settings to work. */
export const settingCollections = [settings] as const;
