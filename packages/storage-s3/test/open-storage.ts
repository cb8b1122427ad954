import { systemClock, createIdSource, tenantId as tenantIds, unwrap } from '@carrel/core/kernel';
import { contentDigest, type ContentDigest, type StorageProvider } from '@carrel/core/storage';
import { onTestFinished } from 'vitest';
import { s3Storage, type S3StorageOptions } from '../src/index.js';
import { S3Server } from './s3-server/s3-server.js';
import { BUCKET, CREDENTIALS, REGION } from './settings.js';

export const tenant = tenantIds.create(createIdSource(systemClock));
export const PART_BYTES = 5 * 1024 * 1024;

/** A server until the test is over. */
export async function startServer(credentials: typeof CREDENTIALS & { readonly sessionToken?: string } = CREDENTIALS) {
  const server = await S3Server.start({ credentials, buckets: [BUCKET] });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, bucket: server.bucket(BUCKET) };
}

/** A storage that waits little between attempts, until the test is over. */
export function storageOf(server: S3Server, options: Partial<S3StorageOptions> = {}): StorageProvider {
  const storage = s3Storage({
    endpoint: server.endpoint,
    region: REGION,
    bucket: BUCKET,
    credentials: CREDENTIALS,
    forcePathStyle: true,
    partBytes: PART_BYTES,
    retryDelayMs: 1,
    ...options,
  });
  onTestFinished(() => storage.dispose());
  return storage;
}

export async function openStorage(options: Partial<S3StorageOptions> = {}) {
  const { server, bucket } = await startServer();
  const storage = storageOf(server, options);
  await unwrap(storage.open());
  return { server, bucket, storage };
}

export const small = (text: string) => ({ digest: contentDigest(Buffer.from(text)), data: Buffer.from(text) });
export const streamed = (data: Buffer) => ({ digest: contentDigest(data), bytes: data.length, data: chunksOf(data) });

async function* chunksOf(data: Buffer): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (let start = 0; start < data.length; start += 100_000) yield data.subarray(start, start + 100_000);
}

/** The digest of what is read, which is quicker to compare than the bytes. */
export async function readDigest(storage: StorageProvider, digest: ContentDigest): Promise<ContentDigest> {
  const parts: Uint8Array[] = [];
  for await (const part of await unwrap(storage.get(tenant, digest))) parts.push(part);
  return contentDigest(Buffer.concat(parts));
}
