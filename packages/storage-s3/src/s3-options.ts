import { invariant, systemClock, type Clock } from '@carrel/core/kernel';
import { importClientS3, type LoadS3Client } from './s3-client-module.js';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
  /** When temporary credentials end; others are asked for before. */
  readonly expiration?: Date;
}

export interface S3StorageOptions {
  /** It must exist, list its keys in order (directory buckets of S3 do not), and is best used for nothing else. */
  readonly bucket: string;
  /** The region that requests are signed for; services without regions mostly take `us-east-1`. */
  readonly region: string;
  /** Where the service is, such as `https://objects.example.com`. @default Amazon S3 in the region */
  readonly endpoint?: string;
  /** What all keys begin with, such as `carrel/production`. @default '' */
  readonly prefix?: string;
  /** Whether the bucket is named in the path instead of the host name, as most services but Amazon's want it. @default false */
  readonly forcePathStyle?: boolean;
  /** Credentials, or what gives them anew whenever they are needed. @default those of the environment, as the AWS SDK finds them */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>);
  /** How long one request may take, its body included, in milliseconds. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** How long making a connection may take, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** How often a request is sent at most, when the service is at fault or does not answer. @default 6 */
  readonly maxAttempts?: number;
  /** The longest wait before the second attempt, in milliseconds; it doubles with each, and varies by chance. @default 100 */
  readonly retryDelayMs?: number;
  /** The longest wait before any attempt, in milliseconds. @default 5000 */
  readonly maxRetryDelayMs?: number;
  /** How many requests are under way at the same time. @default 32 */
  readonly maxConnections?: number;
  /** Larger contents are sent and fetched in parts of this many bytes; 5 MiB at least. @default 6291456 */
  readonly partBytes?: number;
  /** How old an unfinished upload is, in milliseconds, when `open` takes it for left behind and removes it. @default 86400000 */
  readonly staleUploadAfterMs?: number;
  /** Gives the client's package, for hosts that bring their own. @default the package `@aws-sdk/client-s3` */
  readonly loadClient?: LoadS3Client;
  /** Measures waiting and time limits. @default the machine's clock */
  readonly clock?: Clock;
}

export interface ResolvedS3Options extends Required<Omit<S3StorageOptions, 'credentials' | 'endpoint'>> {
  readonly credentials: S3Credentials | (() => Promise<S3Credentials>) | null;
  readonly endpoint: string | null;
}

/** What the protocol allows a part to be, except the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

/** @throws Error when an option is out of its range. */
export function resolveS3Options(options: S3StorageOptions): ResolvedS3Options {
  const resolved: ResolvedS3Options = {
    bucket: options.bucket,
    region: options.region,
    endpoint: options.endpoint ?? null,
    prefix: (options.prefix ?? '').replace(/([^/])$/, '$1/'),
    forcePathStyle: options.forcePathStyle ?? false,
    credentials: options.credentials ?? null,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    maxAttempts: options.maxAttempts ?? 6,
    retryDelayMs: options.retryDelayMs ?? 100,
    maxRetryDelayMs: options.maxRetryDelayMs ?? 5_000,
    maxConnections: options.maxConnections ?? 32,
    partBytes: options.partBytes ?? 6 * 1024 * 1024,
    staleUploadAfterMs: options.staleUploadAfterMs ?? 86_400_000,
    loadClient: options.loadClient ?? importClientS3,
    clock: options.clock ?? systemClock,
  };
  checkPlace(resolved);
  checkLimits(resolved);
  return Object.freeze(resolved);
}

function checkPlace({ bucket, region, endpoint, prefix }: ResolvedS3Options): void {
  invariant(bucket !== '' && region !== '', 'an S3 storage has a bucket and a region');
  invariant(
    !prefix.startsWith('/') && prefix.length <= 512,
    'a prefix begins with no slash and has at most 512 characters',
  );
  if (endpoint === null) return;
  invariant(URL.canParse(endpoint), 'the endpoint of an S3 storage is an address');
  const { protocol, username, password } = new URL(endpoint);
  invariant(/^https?:$/.test(protocol), 'the endpoint of an S3 storage begins with https:// or http://');
  invariant(username === '' && password === '', 'the endpoint of an S3 storage holds no credentials');
}

function checkLimits(options: ResolvedS3Options): void {
  const { requestTimeoutMs, connectTimeoutMs, maxAttempts, maxConnections, partBytes } = options;
  invariant(requestTimeoutMs > 0 && connectTimeoutMs > 0, 'time limits are above 0');
  invariant(options.retryDelayMs >= 0 && options.maxRetryDelayMs >= 0, 'delays are not negative');
  invariant(maxAttempts >= 1 && maxConnections >= 1, 'maxAttempts and maxConnections are at least 1');
  invariant(Number.isInteger(partBytes) && partBytes >= MIN_PART_BYTES, `partBytes is at least ${MIN_PART_BYTES}`);
  invariant(options.staleUploadAfterMs >= 0, 'staleUploadAfterMs is not negative');
}
