import { z } from 'zod';
import { auditConfig } from './audit-config.js';
import { count, pauseMs, sizeBytes, timeoutMs } from './number-kinds.js';
import { tlsConfig } from './tls-config.js';

const MIB = 1024 * 1024;
/** One address, or those with the same beginning, as in 10.0.0.0/8. */
const ipv4Network = z.union([z.ipv4(), z.cidrv4()]);

/** Where the process serves, keeps its data, and says what it does. */
export const processConfig = {
  environment: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`production` refuses runtimes that isolate nothing.'),
  dataDir: z.string().min(1).default('./data').describe('Holds the database, and the workspaces of the local runtime.'),
  'server.host': z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
  'server.port': z.int().min(0).max(65_535).default(8_787).describe('The port to listen on; 0 takes any free one.'),
  'server.basePath': z
    .string()
    .regex(/^(\/[A-Za-z0-9._-]+)*$/, 'expected a path like /api/v5 without a slash at its end')
    .default('/api/v5')
    .describe('What the paths of the interface begin with.'),
  'server.allowedOrigins': z
    .array(z.string())
    .default([])
    .readonly()
    .describe('Origins whose pages may call; `*` for all.'),
  'server.requestTimeoutMs': timeoutMs.default(60_000).describe('How long an answer may take.'),
  'server.workTimeoutMs': timeoutMs
    .default(3_600_000)
    .describe('The same for requests that wait for work in a workspace: commands, runs, starts, uploads.'),
  'server.streamRecheckMs': timeoutMs
    .default(5_000)
    .describe('How often the token of an open event stream is looked at again.'),
  'server.drainMs': pauseMs.default(30_000).describe('How long requests under way may take at the end.'),
  'server.maxJsonBytes': sizeBytes.default(MIB).describe('The most of a JSON body.'),
  'server.maxRunBytes': sizeBytes.default(16 * MIB).describe('The most of the JSON body of a run or a command.'),
  'server.maxStdinBytes': sizeBytes.default(8 * MIB).describe("The most of one write to a command's input."),
  'server.maxFileBytes': sizeBytes.default(256 * MIB).describe('The most of one file in a request.'),
  'server.maxArchiveBytes': sizeBytes.default(1_024 * MIB).describe('The most of one archive in a request.'),
  'server.maxJsonDepth': count
    .max(1_000)
    .default(100)
    .describe('The most levels of arrays and objects in a JSON body.'),
  'server.maxTargetBytes': sizeBytes.default(8_192).describe('The most of a path with its query.'),
  'server.maxHeaderBytes': sizeBytes.default(16_384).describe('The most of the headers of one request.'),
  'server.maxHeaders': count.max(2_000).default(200).describe('How many headers one request may have.'),
  'server.maxConnections': count.default(10_000).describe('How many connections there may be at once.'),
  'server.maxConnectionsPerAddress': count
    .default(5_000)
    .describe("How many of them may be of one address. Behind a proxy all are the proxy's."),
  'server.maxEventStreamsPerUser': count
    .default(200)
    .describe('How many streams of events one user may have open at once.'),
  'server.maxEventStreamsPerTenant': count
    .default(2_000)
    .describe('How many streams of events the users of one tenant may have open at once.'),
  'server.headersTimeoutMs': timeoutMs.default(15_000).describe('How long headers may take to arrive.'),
  'server.receiveTimeoutMs': timeoutMs
    .default(600_000)
    .describe('How long a whole request may take to arrive, its body included.'),
  'server.keepAliveTimeoutMs': timeoutMs
    .default(65_000)
    .describe('How long a silent connection is kept for another request.'),
  'server.stallTimeoutMs': timeoutMs
    .default(60_000)
    .describe('How long a client may take none of its answer before its connection is cut.'),
  'server.heartbeatMs': timeoutMs.default(15_000).describe('How often a silent event stream shows that it is alive.'),
  'server.trustedProxies': z
    .array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.enum(['loopback', 'linklocal', 'uniquelocal'])],
        'expected an address, a network like 10.0.0.0/8, loopback, linklocal or uniquelocal',
      ),
    )
    .max(1_000)
    .default([])
    .readonly()
    .describe(
      'Proxies before the server, such as `192.0.2.7`, `10.0.0.0/8` or `loopback`, whose `X-Forwarded-*` headers are believed.',
    ),
  ...tlsConfig,
  'store.kind': z
    .enum(['sqlite', 'foundationdb'])
    .default('sqlite')
    .describe('What keeps the records. FoundationDB serves any number of machines.'),
  'store.durability': z
    .enum(['full', 'normal'])
    .default('full')
    .describe('`full` survives a loss of power, `normal` only the end of the process.'),
  'store.busyTimeoutMs': pauseMs.default(10_000).describe('How long to wait for another process on the database.'),
  'store.transactionTimeoutMs': timeoutMs.default(5_000).describe('How long the work of one transaction may run.'),
  'store.maxBatch': count.default(128).describe('The most transactions that share one commit.'),
  'store.readers': count.default(4).describe('How many connections read at once.'),
  'store.maxWatches': count.default(10_000).describe('How many watches of records a store keeps at once.'),
  'store.watchIntervalMs': timeoutMs
    .default(100)
    .describe('How often SQLite is asked whether another process has written, while records are watched.'),
  'foundationdb.clusterFile': z
    .string()
    .max(1_000)
    .default('')
    .describe(
      "The cluster file; empty for that of `FDB_CLUSTER_FILE`, `fdb.cluster` in the working directory, or the machine's own.",
    ),
  'foundationdb.prefix': z
    .string()
    .min(1)
    .max(100)
    .default('carrel')
    .describe('Keeps this installation apart from everything else in the cluster.'),
  'foundationdb.apiVersion': z
    .int()
    .min(0)
    .refine((version) => version === 0 || version >= 630, 'expected 0, or a version from 630 on')
    .default(0)
    .describe('The version of the API; 0 for the highest that the client library offers.'),
  'foundationdb.retryTimeoutMs': timeoutMs
    .default(10_000)
    .describe('How long a transaction that conflicts with others is tried again.'),
  'foundationdb.connectTimeoutMs': timeoutMs
    .default(5_000)
    .describe('How long to wait for the cluster at start and in health checks.'),
  'runtime.kind': z.enum(['auto', 'local', 'docker', 'kubernetes']).default('auto').describe('What makes workspaces.'),
  'runtime.allowLocalInProduction': z
    .boolean()
    .default(false)
    .describe('Runs the local runtime in production, though it isolates nothing.'),
  'docker.networkDns': z
    .array(z.ipv4())
    .default([])
    .readonly()
    .describe("IPv4 addresses of the resolvers of workspaces with the network `internet`; empty for the engine's own."),
  'docker.networkAllow': z
    .array(ipv4Network)
    .default([])
    .readonly()
    .describe(
      'IPv4 networks that such workspaces may reach though they are private, such as that of a package mirror.',
    ),
  'docker.networkBlock': z
    .array(ipv4Network)
    .default([])
    .readonly()
    .describe('IPv4 networks that they may not reach, beside those that no workspace does.'),
  'docker.isolationClasses': z
    .array(z.string().min(1))
    .default([])
    .readonly()
    .describe(
      "OCI runtimes of the engine that workspaces may run under, the default first; empty for the engine's own choice.",
    ),
  'docker.workspaceVolume': z
    .enum(['disk', 'memory'])
    .default('disk')
    .describe('Where the files of workspaces are: on the disk of the engine, or in the memory of the box.'),
  'docker.diskQuota': z
    .boolean()
    .default(false)
    .describe("Whether the engine's storage bounds volumes, as xfs with pquota does; for workspaces.diskBytes."),
  'log.level': z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least level written.'),
  'log.format': z.enum(['json', 'pretty']).default('json').describe('One JSON object a line, or text for a person.'),
  'log.access': z
    .enum(['info', 'debug', 'off'])
    .default('info')
    .describe('At which level each request has its line when it was answered; `off` for none.'),
  'settings.maxValueBytes': sizeBytes.default(16_384).describe('The most of one setting.'),
  'settings.maxDepth': count.default(32).describe('The most levels of nesting of one setting.'),
  'settings.maxNameLength': count.default(64).describe('The most characters of a category and of a key.'),
  'settings.maxPerUser': count.default(200).describe('The most settings of one user.'),
  'audit.maxDetails': count.default(20).describe('How many details an audit record keeps.'),
  'audit.maxTextLength': count.default(500).describe('The most characters of a text in an audit record.'),
  ...auditConfig,
};
