import { S3Server } from '../s3-server/s3-server.js';
import { BUCKET, CREDENTIALS } from '../settings.js';

/** Serves a bucket, says where, and ends with its standard input. */
const server = await S3Server.start({ credentials: CREDENTIALS, buckets: [BUCKET] });
console.log(server.endpoint);
process.stdin.on('end', () => process.exit(0)).resume();
