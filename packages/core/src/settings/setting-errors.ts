import type { CarrelError, Forbidden, InvalidInput } from '../kernel/index.js';
import type { WriteError } from '../store/index.js';
import type { SettingName } from './setting.js';

/** The user has no setting of this name. */
export type SettingNotFound = CarrelError<'setting/not-found'>;

/** The user has as many settings as a user may; remove some first. */
export interface SettingLimitReached extends CarrelError<'setting/limit-reached'> {
  readonly limit: number;
}

/** The value is longer, as JSON, than one may be. */
export interface SettingTooLarge extends CarrelError<'setting/too-large'> {
  readonly bytes: number;
  readonly maxBytes: number;
}

export type PutSettingError = SettingLimitReached | SettingTooLarge | Forbidden | InvalidInput | WriteError;
export type RemoveSettingError = SettingNotFound | Forbidden | InvalidInput | WriteError;

export function settingNotFound({ category, key }: SettingName): SettingNotFound {
  return { type: 'setting/not-found', message: `There is no setting ${category}/${key}.`, retryable: false };
}

export function settingLimitReached(limit: number): SettingLimitReached {
  return {
    type: 'setting/limit-reached',
    message: `A user may have ${limit} settings; remove some first.`,
    retryable: false,
    limit,
  };
}

export function settingTooLarge(bytes: number, maxBytes: number): SettingTooLarge {
  return {
    type: 'setting/too-large',
    message: `A value of ${bytes} bytes is over the ${maxBytes} bytes that one may have.`,
    retryable: false,
    bytes,
    maxBytes,
  };
}
