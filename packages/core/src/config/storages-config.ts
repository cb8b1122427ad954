import { z } from 'zod';
import { count, sizeBytes, timeoutMs } from './number-kinds.js';

const MIB = 1024 * 1024;
const text = z.string().max(1_000).default('');

/** Where the files of sessions are stored while no workspace runs. */
export const storagesConfig = {
  'storages.kinds': z
    .array(z.enum(['database', 'local', 'object']))
    .default(['database'])
    .readonly()
    .describe('The storages that sessions may name: the store, a directory, or a bucket of an S3-compatible service.'),
  'storages.localDirectory': text.describe('The directory of the storage `local`; empty for `files` in `dataDir`.'),
  's3.bucket': text.describe('The bucket of the storage `object`, which needs the package `@aws-sdk/client-s3`.'),
  's3.region': z.string().min(1).max(100).default('us-east-1').describe('The region that requests are signed for.'),
  's3.endpoint': z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .describe('Where the service is; empty for Amazon S3.'),
  's3.prefix': z
    .string()
    .max(500)
    .regex(/^([^/].*)?$/, 'expected no slash at its beginning')
    .default('')
    .describe('What all keys begin with.'),
  's3.forcePathStyle': z
    .boolean()
    .default(false)
    .describe("Names the bucket in the path instead of the host, as most services but Amazon's want it."),
  's3.accessKeyId': text
    .describe('With `s3.secretAccessKey`; both empty for the credentials of the environment, such as a role.')
    .meta({ secret: true }),
  's3.secretAccessKey': text.describe('The secret of `s3.accessKeyId`.').meta({ secret: true }),
  's3.requestTimeoutMs': timeoutMs.default(30_000).describe('How long one request may take, its body included.'),
  's3.connectTimeoutMs': timeoutMs.default(5_000).describe('How long making a connection may take.'),
  's3.maxAttempts': count.default(6).describe('How often a request is sent at most while the service is at fault.'),
  's3.maxConnections': count.default(32).describe('How many requests are under way at the same time.'),
  's3.partBytes': sizeBytes
    .min(5 * MIB)
    .default(6 * MIB)
    .describe('Larger contents are sent and fetched in parts of this size.'),
};
