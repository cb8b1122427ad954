import { invalidInput, type InvalidInput } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';

type LanguageNotFound = Extract<ApiError, { readonly type: 'language/not-found' }>;

/** Keeps every error but that of a missing language, which becomes one of the input. */
export type LanguageIssue = <E extends ApiError>(error: E) => Exclude<E, LanguageNotFound> | InvalidInput;

/**
 * Turns a language of the body that the catalogue does not have into a problem with the place that named it: the path of the
 * request is there, its input is wrong.
 *
 * @param places the languages of the body by where they stand.
 */
export function languageIssue(places: Readonly<Record<string, string>>): LanguageIssue {
  return <E extends ApiError>(error: E) => {
    if (!isLanguageNotFound(error)) return error as Exclude<E, LanguageNotFound>;
    const path = Object.keys(places).find((place) => places[place] === error.language) ?? '';
    return invalidInput([{ path, message: error.message }]);
  };
}

/** The same for the `languages` of a body. */
export function languageIssues(languages: readonly string[] = []): LanguageIssue {
  return languageIssue(
    Object.fromEntries(languages.map((language, index) => [`languages.${String(index)}`, language])),
  );
}

function isLanguageNotFound(error: ApiError): error is LanguageNotFound {
  return error.type === 'language/not-found';
}
