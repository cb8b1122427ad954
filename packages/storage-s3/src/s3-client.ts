import { createHash } from 'node:crypto';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3ClientModule } from './s3-client-module.js';
import type { ResolvedS3Options } from './s3-options.js';

/** A client that sends each request once, and no checksum but those that we give, which every service understands. */
export function createS3Client(module: S3ClientModule, options: ResolvedS3Options): S3Client {
  const agent = { keepAlive: true, maxSockets: options.maxConnections };
  const config: S3ClientConfig = {
    region: options.region,
    forcePathStyle: options.forcePathStyle,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: options.connectTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent,
      logger: SILENT,
    },
    logger: SILENT,
    ...(options.endpoint === null ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === null ? {} : { credentials: options.credentials }),
  };
  const client = new module.S3Client(config);
  deleteWithMd5(client);
  return client;
}

const nothing = (): void => undefined;
/** What the client would log may repeat requests. */
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * The one operation that asks for a checksum: by MD5, the only one that services beside Amazon's all take.
 *
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/MD5_FALLBACK.md
 */
function deleteWithMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => (parameters) => {
      if (context.commandName === 'DeleteObjectsCommand' && isRequest(parameters.request)) {
        const { headers, body } = parameters.request;
        for (const name of Object.keys(headers))
          if (/^x-amz-(sdk-)?checksum-/i.test(name)) Reflect.deleteProperty(headers, name);
        headers['content-md5'] = createHash('md5').update(body).digest('base64');
      }
      return next(parameters);
    },
    { step: 'build', name: 'carrelDeleteWithMd5', priority: 'low' },
  );
}

interface WithBody {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

function isRequest(request: unknown): request is WithBody {
  if (typeof request !== 'object' || request === null || !('headers' in request) || !('body' in request)) return false;
  return typeof request.body === 'string' || request.body instanceof Uint8Array;
}
