import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields, Logger } from './logger.js';

const current = new AsyncLocalStorage<LogFields>();

/**
 * Runs `work`, and what it sets going, so that each line of a `contextLogger` has `fields`. They are read at each line: what is
 * added to them later is in the lines that follow.
 */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run(fields, work);
}

/** `logger`, with the fields of the work that a line is written in; those of the line itself win. */
export function contextLogger(logger: Logger): Logger {
  const fieldsOf = (fields: LogFields): LogFields => {
    const around = current.getStore();
    return around === undefined ? fields : { ...around, ...fields };
  };
  return {
    debug: (fields, message) => {
      logger.debug(fieldsOf(fields), message);
    },
    info: (fields, message) => {
      logger.info(fieldsOf(fields), message);
    },
    warn: (fields, message) => {
      logger.warn(fieldsOf(fields), message);
    },
    error: (fields, message) => {
      logger.error(fieldsOf(fields), message);
    },
    child: (bindings) => contextLogger(logger.child(bindings)),
  };
}
