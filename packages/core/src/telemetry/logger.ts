/** What a log line carries beside its message. Never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the program tells its operator what happens; fields first, then a short message in plain words. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds `bindings` to each of its lines. */
  child(bindings: LogFields): Logger;
}

/** Says nothing. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
