/** Bounds of settings. */
export interface SettingOptions {
  /** The most bytes of a value, as JSON in UTF-8. @default 16_384 */
  readonly maxValueBytes?: number;
  /** The most levels of nesting of a value. @default 32 */
  readonly maxDepth?: number;
  /** The most settings of one user. @default 200 */
  readonly maxPerUser?: number;
  /** The most characters of a category and of a key. @default 64 */
  readonly maxNameLength?: number;
}

export type ResolvedSettingOptions = Required<SettingOptions>;

export function resolveSettingOptions(options: SettingOptions = {}): ResolvedSettingOptions {
  return Object.freeze({ maxValueBytes: 16_384, maxDepth: 32, maxPerUser: 200, maxNameLength: 64, ...options });
}
