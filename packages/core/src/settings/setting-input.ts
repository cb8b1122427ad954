import { err, invalidInput, ok, type InvalidInput, type Issue, type Result } from '../kernel/index.js';
import { settingTooLarge, type SettingTooLarge } from './setting-errors.js';
import type { ResolvedSettingOptions } from './setting-options.js';
import type { JsonValue, SettingName } from './setting.js';

const NAME = /^[A-Za-z0-9][\w.-]*$/;

/** The name as it is, when both parts are letters, digits, `_`, `.` and `-`, beginning with a letter or digit. */
export function checkName(name: SettingName, options: ResolvedSettingOptions): Result<SettingName, InvalidInput> {
  const issues = (['category', 'key'] as const).flatMap((path) => nameIssues(path, name[path], options));
  return issues.length === 0 ? ok({ category: name.category, key: name.key }) : err(invalidInput(issues));
}

/** The value as it is, when it is JSON, not nested too deeply and short enough. */
export function checkValue(
  value: unknown,
  { maxDepth, maxValueBytes }: ResolvedSettingOptions,
): Result<JsonValue, InvalidInput | SettingTooLarge> {
  if (!isJson(value, maxDepth)) {
    return err(invalidInput([{ path: 'value', message: `expected a JSON value of at most ${maxDepth} levels` }]));
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  return bytes <= maxValueBytes ? ok(value) : err(settingTooLarge(bytes, maxValueBytes));
}

function nameIssues(path: string, name: unknown, { maxNameLength }: ResolvedSettingOptions): readonly Issue[] {
  if (typeof name === 'string' && name.length <= maxNameLength && NAME.test(name)) return [];
  return [{ path, message: `expected 1 to ${maxNameLength} of A-Z a-z 0-9 _ . -, beginning with a letter or digit` }];
}

function isJson(value: unknown, levels: number): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, levels - 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((item) => isJson(item, levels - 1));
}
