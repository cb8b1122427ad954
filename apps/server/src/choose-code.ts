import { join } from 'node:path';
import type { CodeEngine } from '@carrel/core/code';
import type { Logger } from '@carrel/core/telemetry';
import type { ServerSettings } from './server-settings.js';

/** What answers about code; its servers start when somebody asks. The log says what this machine has no server for. */
export async function chooseCode(
  { code: { engine, limits, own }, dataDir }: Pick<ServerSettings, 'code' | 'dataDir'>,
  logger: Logger,
): Promise<CodeEngine | null> {
  if (engine === 'none') return null;
  const { createCodeEngine, findLackingServers, serversWith } = await import('@carrel/code-intelligence');
  const options = { ...limits, servers: serversWith(own) };
  for (const { languages, reason } of findLackingServers(options))
    logger.warn({ languages, reason }, 'code intelligence is without these languages');
  return createCodeEngine({ ...options, directory: join(dataDir, 'code') });
}
