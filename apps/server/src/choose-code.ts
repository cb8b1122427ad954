import { join } from 'node:path';
import type { CodeEngine } from '@carrel/core/code';
import type { Logger } from '@carrel/core/telemetry';
import type { ServerSettings } from './server-settings.js';

/** What answers about code; its servers start when somebody asks. The log says what this machine has no server for. */
export async function chooseCode(
  { code: { engine, servers }, dataDir }: Pick<ServerSettings, 'code' | 'dataDir'>,
  logger: Logger,
): Promise<CodeEngine | null> {
  if (engine === 'none') return null;
  const { createCodeEngine, findLackingServers } = await import('@carrel/code-intelligence');
  for (const { languages, reason } of findLackingServers(servers))
    logger.warn({ languages, reason }, 'code intelligence is without these languages');
  return createCodeEngine({ ...servers, directory: join(dataDir, 'code') });
}
