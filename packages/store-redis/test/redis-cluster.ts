import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '@carrel/conformance';
import { Cluster } from 'ioredis';
import { RedisProcess } from './redis-process.js';

/** Three servers on the loopback that share the slots. */
export class RedisCluster implements AsyncDisposable {
  private constructor(readonly nodes: readonly RedisProcess[]) {}

  static async start(): Promise<RedisCluster> {
    const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    const nodes = await Promise.all([1, 2, 3].map(() => RedisProcess.start(...args)));
    const cluster = new RedisCluster(nodes);
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await promisify(execFile)('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    await eventually(async () => {
      for (const node of nodes) {
        const info = await node.ask((client) => client.cluster('INFO'));
        if (!info.includes('cluster_state:ok')) throw new Error('the cluster is not ready');
      }
    });
    return cluster;
  }

  connect(options: { readonly shardedSubscribers: boolean }): Cluster {
    return new Cluster(
      this.nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
      options,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
  }
}
