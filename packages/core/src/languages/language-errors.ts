import type { CarrelError } from '../kernel/index.js';

/** There is no such language in the catalogue. */
export interface LanguageNotFound extends CarrelError<'language/not-found'> {
  readonly language: string;
}

/** The workspace has no program for this language. */
export interface LanguageNotInstalled extends CarrelError<'language/not-installed'> {
  readonly language: string;
  readonly program: string;
}

export type LanguageError = LanguageNotFound | LanguageNotInstalled;

export function languageNotFound(language: string): LanguageNotFound {
  return {
    type: 'language/not-found',
    message: `There is no language ${JSON.stringify(language)} in the catalogue.`,
    retryable: false,
    language,
  };
}

export function languageNotInstalled(language: string, program: string): LanguageNotInstalled {
  return {
    type: 'language/not-installed',
    message: `This workspace cannot run ${language}: it has no program ${program}.`,
    retryable: false,
    language,
    program,
  };
}
