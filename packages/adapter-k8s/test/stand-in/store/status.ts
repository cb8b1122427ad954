import type { Fields } from './objects.js';

/** A refusal as the API gives it: a `Status` object with its code and reason. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details: Fields = {},
  ) {
    super(message);
  }

  get status(): Fields {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(Object.keys(this.details).length === 0 ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

/** What is asked for, as messages name it. */
export interface Subject {
  readonly group: string;
  readonly plural: string;
  readonly name?: string;
}

const named = ({ group, plural, name }: Subject): string =>
  `${plural}${group === '' ? '' : `.${group}`}${name === undefined || name === '' ? '' : ` "${name}"`}`;

const detailsOf = ({ group, plural, name }: Subject): Fields => ({
  ...(name === undefined ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: plural,
});

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message);

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized');

export const notFound = (subject: Subject): ApiError =>
  new ApiError(404, 'NotFound', `${named(subject)} not found`, detailsOf(subject));

export const noSuchPath = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource');

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');

export const alreadyExists = (subject: Subject): ApiError =>
  new ApiError(409, 'AlreadyExists', `${named(subject)} already exists`, detailsOf(subject));

export const conflict = (subject: Subject, why: string): ApiError =>
  new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${named(subject)}: ${why}`, detailsOf(subject));

export const forbidden = (subject: Subject, why: string): ApiError =>
  new ApiError(403, 'Forbidden', `${named(subject)} is forbidden: ${why}`, detailsOf(subject));

export interface FieldProblem {
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueForbidden' | 'FieldValueNotSupported';
  readonly field: string;
  readonly message: string;
}

export const invalid = (kind: string, subject: Subject, problems: readonly FieldProblem[]): ApiError => {
  const texts = problems.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  const of = `${kind}${subject.group === '' ? '' : `.${subject.group}`} "${subject.name ?? ''}"`;
  return new ApiError(422, 'Invalid', `${of} is invalid: ${list}`, { ...detailsOf(subject), kind, causes: problems });
};

/** The revision asked for is no longer known. */
export const gone = (message: string): ApiError => new ApiError(410, 'Expired', message);

export const unsupportedMediaType = (type: string): ApiError =>
  new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format: ${type}`);

export const tooManyRequests = (retryAfterSeconds: number): ApiError =>
  new ApiError(
    429,
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
    {
      retryAfterSeconds,
    },
  );

export const internalError = (message: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

export const tooLarge = (bytes: number): ApiError =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bytes}`);
