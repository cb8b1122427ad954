import type { Carrel } from '@carrel/core';
import { err, ok, okAsync, type Caller, type ResultAsync } from '@carrel/core/kernel';
import type { FilePlace } from '@carrel/core/files';
import type { ApiError } from '../http/api-error.js';
import { matchesStrongly, matchesWeakly, parseTags } from '../http/entity-tag.js';
import type { ErrorOf } from '../http/error-of.js';
import { preconditionFailed, type PreconditionFailed } from '../http/http-errors.js';
import { header, type RequestHeaders } from '../http/http-request.js';

type StatError = ErrorOf<Carrel['files']['stat']>;

/** Under which conditions a file is written, and whether it is there before, as far as that is known. */
export interface WriteCondition {
  readonly exclusive?: boolean;
  readonly expectTag?: string;
  /** Whether the write makes a new file. */
  readonly makes: boolean;
}

/** What the request's `If-Match` and `If-None-Match` ask of the file that it writes. */
export function writeCondition(
  carrel: Carrel,
  caller: Caller,
  { place, headers }: { readonly place: FilePlace; readonly headers: RequestHeaders },
): ResultAsync<WriteCondition, StatError | PreconditionFailed> {
  const match = header(headers, 'if-match');
  if (match !== undefined) return mustMatch(carrel, caller, { place, match });
  const noneMatch = header(headers, 'if-none-match');
  if (noneMatch?.trim() === '*') return okAsync({ exclusive: true, makes: true });
  return carrel.files
    .stat(caller, place)
    .andThen(({ tag }) => {
      const isExcluded = noneMatch !== undefined && matchesWeakly(parseTags(noneMatch), tag);
      return isExcluded ? err(preconditionFailed('If-None-Match')) : ok<WriteCondition, StatError>({ makes: false });
    })
    .orElse((error) => (error.type === 'file/not-found' ? ok<WriteCondition, StatError>({ makes: true }) : err(error)));
}

/** The error as the condition explains it: a file that must not be there, or must still be as it was, and is not. */
export function conditionError(condition: WriteCondition): <E extends ApiError>(error: E) => E | PreconditionFailed {
  return (error) => {
    if (error.type === 'file/exists' && condition.exclusive === true) return preconditionFailed('If-None-Match');
    if (error.type === 'file/not-found' && condition.expectTag !== undefined) return preconditionFailed('If-Match');
    return error;
  };
}

function mustMatch(
  carrel: Carrel,
  caller: Caller,
  { place, match }: { readonly place: FilePlace; readonly match: string },
): ResultAsync<WriteCondition, StatError | PreconditionFailed> {
  return carrel.files
    .stat(caller, place)
    .mapErr((error): StatError | PreconditionFailed =>
      error.type === 'file/not-found' ? preconditionFailed('If-Match') : error,
    )
    .andThen(({ tag }) =>
      matchesStrongly(parseTags(match), tag)
        ? ok({ expectTag: tag, makes: false })
        : err(preconditionFailed('If-Match')),
    );
}
