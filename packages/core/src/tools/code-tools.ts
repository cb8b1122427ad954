import { z } from 'zod';
import type { CodeAnswer, CodeQuery, CodeService, CodeSymbol } from '../code/index.js';
import type { ToolContext } from '../conversations/index.js';
import { err, ok, parseInput, type CarrelError, type Result } from '../kernel/index.js';
import { bounded, codePath, placeFields, positionOf, toLine } from './code-places.js';
import { diagnosticLine } from './diagnostic-line.js';
import { planTools } from './plan-tools.js';
import { toolFailed } from './tool-errors.js';
import { defineTool, type Tool, type ToolOutcome, type ToolServices } from './tool.js';

/** What understands and changes code. */
export function codeTools(services: ToolServices, code: CodeService): readonly Tool[] {
  return [
    ...[findCode(services, code), listSymbols(services, code), checkCode(services, code), searchCode(services, code)],
    ...planTools(services, code),
  ];
}

function findCode(services: ToolServices, code: CodeService): Tool {
  const input = z.strictObject({
    find: z.enum(['definition', 'references', 'implementations', 'callers', 'callees', 'hover']),
    ...placeFields,
  });
  return defineTool({
    name: 'find_code',
    description:
      'Finds where a symbol is defined, used, implemented or called, or tells its type (hover), by what the code means. Gives lines of path:line:column and the text there.',
    input,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ find: type, ...place }, context) => {
      const position = await positionOf(services, place, context);
      if (position.isErr()) return err(position.error);
      const answer = await ask(code, { type, path: place.path, position: position.value }, context);
      return answer.isErr() ? err(answer.error) : ok(shown(services, answer.value));
    },
  });
}

function listSymbols(services: ToolServices, code: CodeService): Tool {
  const input = z.strictObject({
    path: codePath.optional().describe('What this file defines'),
    name: z.string().min(1).max(500).optional().describe('Or what is called like this anywhere; takes the language'),
    language: z.string().min(1).max(100).optional().describe('Such as typescript or python'),
  });
  return defineTool({
    name: 'list_symbols',
    description: 'Lists what a file defines, or finds definitions by name in all files of a language.',
    input,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path, name, language }, context) => {
      const isFile = path !== undefined && name === undefined && language === undefined;
      const isName = path === undefined && name !== undefined && language !== undefined;
      if (!isFile && !isName) return err(toolFailed('Give a path alone, or a name and its language.'));
      const query: CodeQuery = isFile
        ? { type: 'symbols', path }
        : { type: 'find-symbols', name: name ?? '', language: language ?? '' };
      const answer = await ask(code, query, context);
      return answer.isErr() ? err(answer.error) : ok(shown(services, answer.value));
    },
  });
}

function checkCode(services: ToolServices, code: CodeService): Tool {
  const input = z.strictObject({ path: codePath });
  return defineTool({
    name: 'check_code',
    description: 'Tells the errors and warnings of a file without running it.',
    input,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path }, context) => {
      const answer = await ask(code, { type: 'diagnostics', path }, context);
      return answer.isErr() ? err(answer.error) : ok(shown(services, answer.value));
    },
  });
}

function searchCode(services: ToolServices, code: CodeService): Tool {
  const input = z.strictObject({
    language: z.string().min(1).max(100),
    pattern: z
      .string()
      .min(1)
      .max(10_000)
      .describe('Code in which $NAME stands for any one part, and $$$NAME for many'),
    paths: z.array(codePath).max(100).optional().describe('Directories or files; everything when left out'),
  });
  return defineTool({
    name: 'search_code',
    description: 'Finds code by its structure, such as console.log($A), however it is spaced and whatever is in it.',
    input,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async (wanted, context) => {
      const answer = await ask(code, { type: 'search', ...wanted }, context);
      return answer.isErr() ? err(answer.error) : ok(shown(services, answer.value));
    },
  });
}

async function ask(
  code: CodeService,
  query: CodeQuery,
  { caller, sessionId, signal }: ToolContext,
): Promise<Result<CodeAnswer, CarrelError>> {
  return code.query(caller, { sessionId, ...query }, { signal });
}

/** For the model: a line for each thing. */
function shown(services: ToolServices, answer: CodeAnswer): Extract<ToolOutcome, { value: unknown }>['value'] {
  if (answer.type === 'hover') return { text: answer.text ?? 'Nothing is known of it.' };
  const { lines, truncated } = bounded(linesOf(answer), services, 'isTruncated' in answer && answer.isTruncated);
  return { found: lines, truncated };
}

function linesOf(answer: CodeAnswer): readonly string[] {
  switch (answer.type) {
    case 'definition':
    case 'references':
    case 'implementations':
      return answer.locations.map(toLine);
    case 'callers':
    case 'callees':
    case 'symbols':
    case 'find-symbols':
      return answer.symbols.map(symbolLine);
    case 'diagnostics':
      return answer.diagnostics.map(diagnosticLine);
    case 'search':
      return answer.matches.map(toLine);
    default:
      return [];
  }
}

function symbolLine({ name, kind, container, path, range }: CodeSymbol): string {
  const inside = container === null || container === '' ? '' : ` in ${container}`;
  return `${path}:${range.start.line}:${range.start.column} ${kind} ${name}${inside}`;
}
