import { join } from 'node:path';
import type { CodeEngine } from '@carrel/core/code';
import type { ServerSettings } from './server-settings.js';

/** What answers about code; its servers start when somebody asks. */
export async function chooseCode({
  code: { engine, servers },
  dataDir,
}: Pick<ServerSettings, 'code' | 'dataDir'>): Promise<CodeEngine | null> {
  if (engine === 'none') return null;
  const { createCodeEngine } = await import('@carrel/code-intelligence');
  return createCodeEngine({ ...servers, directory: join(dataDir, 'code') });
}
