import type { CarrelError } from '../kernel/index.js';

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  readonly key: string;
  /** Where it was said: `default`, `flag`, the name of a variable, or the path of a file. */
  readonly source: string;
  /** What was expected there. */
  readonly expected: string;
}

/** The configuration cannot be used; every problem is named. */
export interface ConfigInvalid extends CarrelError<'config/invalid'> {
  readonly problems: readonly ConfigProblem[];
}

export function configInvalid(problems: readonly ConfigProblem[]): ConfigInvalid {
  const lines = problems.map(({ key, source, expected }) => `${key} (from ${source}): ${expected}`);
  return {
    type: 'config/invalid',
    message: `The configuration cannot be used.\n  ${lines.join('\n  ')}`,
    retryable: false,
    problems,
  };
}
