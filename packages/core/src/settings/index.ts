export { settingCollections, toPublicSetting } from './setting.js';
export type { JsonValue, PublicSetting, Setting, SettingName } from './setting.js';
export { settingLimitReached, settingNotFound, settingTooLarge } from './setting-errors.js';
export type {
  PutSettingError,
  RemoveSettingError,
  SettingLimitReached,
  SettingNotFound,
  SettingTooLarge,
} from './setting-errors.js';
export { resolveSettingOptions } from './setting-options.js';
export type { SettingOptions } from './setting-options.js';
export type { SettingOwner, SettingRepository } from './setting-repository.js';
export { SettingService } from './setting-service.js';
export type { SettingServiceDeps } from './setting-service.js';
export { StoredSettingRepository } from './stored-setting-repository.js';
