import type { Detection } from '@carrel/core/frameworks';
import type { InstallRequest, InstallResult, StartedInstall } from '@carrel/core/projects';
import { z } from 'zod';
import { ending } from './command-body.js';
import { pageShape } from './page.js';

const argv = z.array(z.string());

/** What a directory of a workspace is built with, as answers show it. */
const detectionBody = z.strictObject({
  id: z.string(),
  name: z.string(),
  language: z.string(),
  directory: z.string(),
  confidence: z.number().min(0).max(1),
  evidence: z.array(z.string()),
  manager: z.string(),
  commands: z.strictObject({
    install: argv.exactOptional(),
    build: argv.exactOptional(),
    run: argv.exactOptional(),
    test: argv.exactOptional(),
  }),
  ports: z.array(z.int()),
});

/** `truncated` when there was more in the workspace than is looked at. */
export const detectionsBody = z.strictObject({ ...pageShape(detectionBody), truncated: z.boolean() });

/** What an installation takes. Ranges are the service's matter. */
export const installBody = z.strictObject({
  path: z.string().exactOptional(),
  manager: z.string().exactOptional(),
  packages: z.array(z.string()).exactOptional(),
  timeoutMs: z.int().exactOptional(),
  maxOutputBytes: z.int().exactOptional(),
  background: z.boolean().exactOptional(),
});

const started = {
  commandId: z.string(),
  manager: z.string(),
  directory: z.string(),
  argv,
  hint: z.strictObject({ type: z.literal('no-network'), message: z.string() }).exactOptional(),
  /** What it began with of the packages that are stored for the tenant. */
  cache: z.enum(['hit', 'partial', 'miss', 'own', 'failed']).exactOptional(),
};

export const startedInstallBody = z.strictObject({ ...started, state: z.literal('running') });
export const installResultBody = z.strictObject({
  ...started,
  ...ending,
  durationMs: z.number(),
  output: z.string(),
  truncated: z.boolean(),
});

/** The installation that the body names, as the service takes it. */
export function toInstallRequest({ background: _, ...request }: z.infer<typeof installBody>): InstallRequest {
  return request;
}

export function toDetectionBody(detection: Detection): object {
  const { id, name, language, directory, confidence, evidence, manager, commands, ports } = detection;
  return { id, name, language, directory, confidence, evidence, manager, commands, ports };
}

export function toStartedInstallBody(started: StartedInstall): object {
  const { commandId, manager, directory, argv: words, hint, cache } = started;
  return { commandId, manager, directory, argv: words, state: 'running', hint, cache };
}

export function toInstallResultBody(result: InstallResult): object {
  const { commandId, manager, directory, argv: words, hint, cache } = result;
  const { exitCode, signal, reason, durationMs, output, truncated } = result;
  const ended = { exitCode, signal, reason, durationMs, output, truncated };
  return { commandId, manager, directory, argv: words, hint, cache, ...ended };
}
