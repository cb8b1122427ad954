import { invalidInput } from '@carrel/core/kernel';
import type { ApiError } from '../http/api-error.js';

/**
 * Turns a language of the body that the catalogue does not have into a problem with the place that named it: the path of the
 * request is there, its input is wrong.
 *
 * @param places the languages of the body by where they stand.
 */
export function languageIssue(places: Readonly<Record<string, string>>): (error: ApiError) => ApiError {
  return (error) => {
    if (error.type !== 'language/not-found') return error;
    const path = Object.keys(places).find((place) => places[place] === error.language) ?? '';
    return invalidInput([{ path, message: error.message }]);
  };
}

/** The same for the `languages` of a body. */
export function languageIssues(languages: readonly string[] = []): (error: ApiError) => ApiError {
  return languageIssue(
    Object.fromEntries(languages.map((language, index) => [`languages.${String(index)}`, language])),
  );
}
