import { S3Server, type Fault } from '../s3-server/s3-server.js';
import { BUCKET, CREDENTIALS } from '../settings.js';

/** Each of these befalls a request now and then. */
const STORM: readonly Fault[] = [
  { kind: 'refuse', status: 503, code: 'SlowDown' },
  { kind: 'cut' },
  { kind: 'cut-body' },
  { kind: 'refuse', status: 500, code: 'InternalError' },
  { kind: 'lose-answer' },
];

/** Serves a bucket, says where, and ends with its standard input. With the parameter `storm` every fourth request goes wrong. */
const server = await S3Server.start({ credentials: CREDENTIALS, buckets: [BUCKET] });
let requests = 0;
if (process.argv.includes('storm'))
  server.storm = () => {
    requests += 1;
    return requests % 4 === 0 ? (STORM[(requests / 4) % STORM.length] ?? null) : null;
  };
console.log(server.endpoint);
process.stdin.on('end', () => process.exit(0)).resume();
