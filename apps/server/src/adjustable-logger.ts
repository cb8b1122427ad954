import type { LogFields, Logger, LogLevel } from '@carrel/core/telemetry';

const RANKS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** A logger whose level can be changed, that of its children with it. */
export interface AdjustableLogger extends Logger {
  setLevel(level: LogLevel): void;
}

/** Passes lines of `level` and above on to `target`, which writes every line. */
export function adjustableLogger(target: Logger, level: LogLevel): AdjustableLogger {
  let least = RANKS[level];
  const over = (inner: Logger): Logger => {
    const writer = (name: Exclude<LogLevel, 'silent'>) => (fields: LogFields, message: string) => {
      if (RANKS[name] >= least) inner[name](fields, message);
    };
    return {
      debug: writer('debug'),
      info: writer('info'),
      warn: writer('warn'),
      error: writer('error'),
      child: (bindings) => over(inner.child(bindings)),
    };
  };
  return {
    ...over(target),
    setLevel: (next) => {
      least = RANKS[next];
    },
  };
}
