import type { CodePosition } from '@carrel/core/code';
import type { Mirror } from '../mirror/mirror.js';
import { servedFile } from '../servers/server-definition.js';
import type { ServerSession } from '../servers/server-session.js';

/** How many files are opened for a server that sees no others. */
const MAX_OPENED = 100;
/** How many projects of a session are opened for a server that must know them: less than what stays open. */
const MAX_PROJECTS = 12;

/**
 * Opens the files of the server's language that mention the name at a position, where it sees no others, until it has seen them.
 * Whether those are all.
 */
export async function openMentions(
  server: ServerSession,
  mirror: Mirror,
  { path, position }: { readonly path: string; readonly position: CodePosition },
): Promise<boolean> {
  const name = nameAt(await server.textOf(path), position);
  return name === '' || openMentionsOf(server, mirror, name);
}

export async function openMentionsOf(server: ServerSession, mirror: Mirror, name: string): Promise<boolean> {
  if (server.definition.seesOpenFilesOnly !== true) return true;
  const opened: string[] = [];
  let areAll = true;
  for (const path of servedPaths(server, mirror)) {
    const text = await server.textOf(path);
    if (text?.includes(name) !== true) continue;
    areAll = opened.length < MAX_OPENED;
    if (!areAll) break;
    if ((await server.openFile(path)).isOk()) opened.push(path);
  }
  await Promise.all(opened.map((path) => server.lookedAt(path)));
  return areAll;
}

/** Opens a file of each project, so that the server knows of them before it is asked for all that it knows; whether of each. */
export async function openProjects(server: ServerSession, mirror: Mirror): Promise<boolean> {
  const { projects: isProject } = server.definition;
  if (isProject === undefined) return true;
  const paths = servedPaths(server, mirror).filter((path) => !path.includes('node_modules/'));
  const projects = [...mirror.paths()]
    .filter((path) => isProject.test(path) && !path.includes('node_modules/'))
    .map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  const firsts = new Set(['', ...projects].map((directory) => paths.find((path) => path.startsWith(directory))));
  firsts.delete(undefined);
  for (const path of [...firsts].slice(0, MAX_PROJECTS)) {
    // One that cannot be opened is left out.
    if (path !== undefined) await server.openFile(path).unwrapOr(undefined);
  }
  return firsts.size <= MAX_PROJECTS;
}

function servedPaths(server: ServerSession, mirror: Mirror): readonly string[] {
  return [...mirror.paths()].filter((path) => servedFile([server.definition], path) !== null).sort();
}

function nameAt(text: string | null, { line, column }: CodePosition): string {
  const found = text?.split(/\r\n|\r|\n/u)[line - 1] ?? '';
  const before = /[\p{L}\p{N}_]*$/u.exec(found.slice(Math.max(0, column - 201), column - 1))?.[0] ?? '';
  const after = /^[\p{L}\p{N}_]*/u.exec(found.slice(column - 1, column + 199))?.[0] ?? '';
  return before + after;
}
