import { pipeline } from 'node:stream/promises';
import type { ResourceCall } from '../api/call.js';
import type { Registry } from '../cluster/registry.js';
import { pods } from '../store/resources.js';
import type { PodRunner } from './pod-runner.js';

/** Answers with what a container wrote, as plain text, to its end or as it comes. */
export async function sendLogs(registry: Registry, runner: PodRunner, call: ResourceCall): Promise<undefined> {
  const { query, response, info } = call;
  const pod = registry.get(pods, info.namespace, info.name ?? '');
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const logs = await runner.logs(pod, {
    container: query.get('container') ?? undefined,
    follow: query.get('follow') === 'true',
    timestamps: query.get('timestamps') === 'true',
    tailLines: number('tailLines'),
    sinceSeconds: number('sinceSeconds'),
  });
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  // The reader may go at any time.
  void pipeline(logs, response).catch(() => undefined);
  return undefined;
}
