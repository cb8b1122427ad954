import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describeStorage } from '@carrel/conformance';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { s3Storage } from '../src/index.js';
import { startServerProcess } from './server-process.js';
import { BUCKET, CREDENTIALS, REGION } from './settings.js';

const many = 'each content is a request of its own, and 10,000 take minutes on a busy machine';
const large = 'it is proven without a storm';

describe('at a service that works', () => {
  prove([], { many });
});

describe('at a service where every fourth request goes wrong', () => {
  prove(['storm'], { many, large });
});

function prove(parameters: readonly string[], lacks: Parameters<typeof describeStorage>[0]['lacks'] & object): void {
  let server: Awaited<ReturnType<typeof startServerProcess>>;
  beforeAll(async () => {
    server = await startServerProcess(...parameters);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeStorage({
    test: { describe, it },
    createSubject: () => {
      const prefix = `${randomUUID()}/`;
      const common = { endpoint: server.endpoint, region: REGION, credentials: CREDENTIALS, forcePathStyle: true };
      const create = () => s3Storage({ ...common, bucket: BUCKET, prefix, retryDelayMs: 5, maxAttempts: 12 });
      const client = new S3Client({ ...common, maxAttempts: 12 });
      return {
        subject: create(),
        restart: create,
        damage: async (tenantId, digest) => {
          const Key = `${prefix}${tenantId}/${digest}`;
          await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'damaged', ChecksumSHA256: DAMAGED }));
        },
        dispose: () => Promise.resolve(client.destroy()),
      };
    },
    lacks,
  });
}

/** The SHA-256 of `damaged`: with it the client signs the payload as one piece. */
const DAMAGED = 'QfDCfADoAY93FbX1D2e1tUwinBuEOgFBUnhdkAX1j94=';
