import type * as clientS3 from '@aws-sdk/client-s3';
import { CarrelException } from '@carrel/core/kernel';
import { storageUnavailable } from '@carrel/core/storage';

/** What the package `@aws-sdk/client-s3` exports. */
export type S3ClientModule = typeof clientS3;

/** Gives the client's package when the storage is opened, not before, so that importing the storage costs nothing. */
export type LoadS3Client = () => Promise<S3ClientModule>;

/** Loads the package `@aws-sdk/client-s3`. */
export const importClientS3: LoadS3Client = () => import('@aws-sdk/client-s3');

/** @throws CarrelException of `storage/unavailable` with what to install when it is missing. */
export async function loadS3Client(load: LoadS3Client): Promise<S3ClientModule> {
  try {
    return await load();
  } catch (cause) {
    throw new CarrelException({
      ...storageUnavailable(cause),
      retryable: false,
      message: 'The package @aws-sdk/client-s3 could not be loaded. Install it with "npm install @aws-sdk/client-s3".',
    });
  }
}
