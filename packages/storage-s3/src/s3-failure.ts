import { CarrelException } from '@carrel/core/kernel';
import {
  isStorageError,
  storageFailed,
  storageFull,
  storageRefused,
  storageUnavailable,
  type StorageError,
} from '@carrel/core/storage';

/** Why a request failed. */
export interface S3Failure {
  readonly error: StorageError;
  /** What the service calls it, such as `NoSuchKey`, or the system, such as `ECONNRESET`. */
  readonly code: string;
  /** Whether the same request may succeed soon. */
  readonly isTransient: boolean;
}

/**
 * What the client threw, as an error of the port. Nothing of the request and of the service's words is kept but its code: they repeat
 * the access key, what was signed, and the signature.
 */
export function toFailure(thrown: unknown): S3Failure {
  if (thrown instanceof CarrelException && isStorageError(thrown.error))
    return { error: thrown.error, code: thrown.error.type, isTransient: thrown.error.type === 'storage/unavailable' };
  const code = codeOf(thrown);
  const status = statusOf(thrown);
  const cause = new Error(status === null ? `The request failed: ${code}` : `The service answered ${status} ${code}`);
  const { toError, isTransient } = KNOWN[code] ?? (CONNECTION.test(code) ? UNAVAILABLE : byStatus(status));
  return { error: toError(cause), code, isTransient };
}

interface Kind {
  readonly toError: (cause: unknown) => StorageError;
  readonly isTransient: boolean;
}

const refusedWith = (message: string): Kind => ({
  toError: (cause) => ({ ...storageRefused(cause), message }),
  isTransient: false,
});

const REFUSED = refusedWith(
  'The object storage refuses the credentials or what they may do. They need to read, write, delete and list objects of the bucket.',
);
const MISPLACED = refusedWith(
  'The bucket of the object storage is in another region or at another endpoint. Correct the region and the endpoint.',
);
const NO_BUCKET = refusedWith('The bucket of the object storage does not exist. Make it, or correct its name.');
const NO_CREDENTIALS = refusedWith('No credentials for the object storage were found. Give it some.');
const FULL: Kind = { toError: storageFull, isTransient: false };
const UNAVAILABLE: Kind = { toError: storageUnavailable, isTransient: true };
/** The upload was taken apart behind our back: only storing it again can help. */
const UPLOAD_LOST: Kind = { toError: storageUnavailable, isTransient: false };
const FAILED: Kind = { toError: storageFailed, isTransient: false };

/** Codes that tell more than the status does. @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const KNOWN: Readonly<Record<string, Kind>> = {
  NoSuchBucket: NO_BUCKET,
  InvalidBucketName: NO_BUCKET,
  PermanentRedirect: MISPLACED,
  AuthorizationHeaderMalformed: MISPLACED,
  IllegalLocationConstraintException: MISPLACED,
  CredentialsProviderError: NO_CREDENTIALS,
  ExpiredToken: REFUSED,
  InvalidToken: REFUSED,
  // The client corrects its clock by the answer, so that the next attempt is signed with the service's time.
  RequestTimeTooSkewed: { toError: REFUSED.toError, isTransient: true },
  QuotaExceeded: FULL,
  InsufficientStorage: FULL,
  StorageFull: FULL,
  XMinioStorageFull: FULL,
  XMinioAdminBucketQuotaExceeded: FULL,
  BadDigest: UNAVAILABLE,
  InvalidDigest: UNAVAILABLE,
  XAmzContentChecksumMismatch: UNAVAILABLE,
  XAmzContentSHA256Mismatch: UNAVAILABLE,
  IncompleteBody: UNAVAILABLE,
  RequestTimeout: UNAVAILABLE,
  SlowDown: UNAVAILABLE,
  InternalError: UNAVAILABLE,
  ServiceUnavailable: UNAVAILABLE,
  OperationAborted: UNAVAILABLE,
  InvalidPart: UPLOAD_LOST,
  InvalidPartOrder: UPLOAD_LOST,
  NoSuchUpload: UPLOAD_LOST,
  // Mistakes in a program, not answers.
  RangeError: FAILED,
  ReferenceError: FAILED,
  TypeError: FAILED,
};

function byStatus(status: number | null): Kind {
  if (status === null) return UNAVAILABLE;
  if (status === 507) return FULL;
  if (status === 408 || status === 425 || status === 429 || status >= 500) return UNAVAILABLE;
  if (status === 401 || status === 403) return REFUSED;
  if (status === 301 || status === 307) return MISPLACED;
  // An answer that is cut off, or not what the protocol says.
  if (status < 300) return UNAVAILABLE;
  return FAILED;
}

/** What the system says of a connection, also one that was cut in the middle of an error's answer. */
const CONNECTION = /^(E[A-Z]+|ERR_STREAM_[A-Z_]+|TimeoutError|AbortError)$/;
const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return 'unknown';
  if ('code' in thrown && typeof thrown.code === 'string' && CODE.test(thrown.code)) return thrown.code;
  return 'name' in thrown && typeof thrown.name === 'string' && CODE.test(thrown.name) ? thrown.name : 'unknown';
}

function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return null;
  const metadata = thrown.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}
