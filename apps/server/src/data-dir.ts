import { join } from 'node:path';

/** The file of the database in a data directory. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'carrel.db');
}

/** Where the local runtime keeps its workspaces in a data directory. */
export function workspacesPath(dataDir: string): string {
  return join(dataDir, 'workspaces');
}
