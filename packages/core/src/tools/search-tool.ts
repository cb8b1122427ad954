import { z } from 'zod';
import type { ToolContext } from '../conversations/index.js';
import { err, ok, parseInput } from '../kernel/index.js';
import type { JsonValue } from '../models/index.js';
import { readFileText } from './file-text.js';
import { defineTool, type Tool, type ToolServices } from './tool.js';

/** The most characters of a line that is shown. */
const MAX_LINE = 400;
/** What is not searched: what version control and package managers keep. */
const SKIPPED = /(^|\/)(\.git|node_modules|\.venv|__pycache__|target)(\/|$)/;

interface Match {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Finds a text in the files of the workspace: as it is, since a pattern of a stranger's could take for ever. */
export function searchTool(services: ToolServices): Tool {
  const { options } = services;
  const input = z.strictObject({
    text: z.string().min(1).max(1_000).describe('What to find, as it is; no pattern'),
    path: z.string().max(4_096).default('').describe('A directory; the root when left out'),
    ignoreCase: z.boolean().default(false),
  });
  return defineTool({
    name: 'search_files',
    description:
      'Finds the lines of text files in the workspace that hold a text; tells how many files were too large to be searched.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ text, path, ignoreCase }, context) => {
      const { caller, sessionId, signal } = context;
      const found = await services.files.list(caller, { sessionId, path }, { recursive: true, signal });
      if (found.isErr()) return err(found.error);
      const all = found.value.filter(({ path: name, type }) => type === 'file' && !SKIPPED.test(name));
      const wanted = all.filter(({ size }) => size <= options.maxFileBytes);
      const tooLarge = all.length - wanted.length;
      const files = wanted.slice(0, options.maxSearchFiles).map(({ path: name }) => name);
      const { matches, isWhole } = await search(services, files, { text, ignoreCase }, context);
      const truncated = !isWhole || wanted.length > files.length;
      return ok({ matches: matches.map(toJson), truncated, ...(tooLarge === 0 ? {} : { tooLarge }) });
    },
  });
}

async function search(
  services: ToolServices,
  files: readonly string[],
  { text, ignoreCase }: { readonly text: string; readonly ignoreCase: boolean },
  context: ToolContext,
): Promise<{ readonly matches: readonly Match[]; readonly isWhole: boolean }> {
  const fold = (line: string) => (ignoreCase ? line.toLowerCase() : line);
  const needle = fold(text);
  const matches: Match[] = [];
  for (const path of files) {
    if (context.signal.aborted) return { matches, isWhole: false };
    const file = await readFileText(services, path, context);
    // One that went meanwhile, or is no text, has nothing to find.
    if (file.isErr() || !fold(file.value.text).includes(needle)) continue;
    for (const [index, line] of file.value.text.split('\n').entries()) {
      if (!fold(line).includes(needle)) continue;
      if (matches.length === services.options.maxSearchMatches) return { matches, isWhole: false };
      matches.push({ path, line: index + 1, text: line.slice(0, MAX_LINE) });
    }
  }
  return { matches, isWhole: true };
}

function toJson({ path, line, text }: Match): JsonValue {
  return { path, line, text };
}
