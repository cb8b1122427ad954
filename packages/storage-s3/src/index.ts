export { s3Storage } from './s3-storage.js';
export type { S3Credentials, S3StorageOptions } from './s3-options.js';
export type { LoadS3Client, S3ClientModule } from './s3-client-module.js';
