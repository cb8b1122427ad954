import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { ToolContext } from '../conversations/index.js';
import { err, ok, parseInput, terminalId, type CarrelError, type Result, type TerminalId } from '../kernel/index.js';
import type { JsonValue } from '../models/index.js';
import { terminalNotFound, type Terminal } from '../terminals/index.js';
import { toolFailed } from './tool-errors.js';
import { defineTool, type Tool, type ToolServices } from './tool.js';

/** The most terminals that one result names. */
const MAX_NAMED = 20;

/** Shows what stands in the terminals that people have open; it types nothing, and does not count as somebody who watches. */
export function terminalTool(services: ToolServices): Tool {
  const { options, terminals } = services;
  const input = z.strictObject({
    terminal: z.string().max(64).optional().describe('An id; the newest terminal that runs when left out'),
    from: z
      .int()
      .min(0)
      .optional()
      .describe('The offset to read on from, as `to` of an earlier result; the end when left out'),
  });
  return defineTool({
    name: 'read_terminal',
    description:
      'Reads the output of a terminal that is open in the workspace, and names the terminals that there are.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ terminal, from }, context) => {
      const { caller, sessionId, signal } = context;
      const found = await find(services, terminal, context);
      if (found.isErr()) return err(found.error);
      const { id, all } = found.value;
      const maxBytes = options.maxOutputBytes;
      const read = await terminals.read(caller, { sessionId, id }, { from, maxBytes, signal });
      if (read.isErr()) return err(read.error);
      await context.onTerminalRead?.(id);
      const { end, ...piece } = read.value;
      const { from: start, to, text } = wholeCharacters(piece);
      const place = { terminal: id, from: start, to, end };
      return ok({
        ...place,
        output: readable(text),
        truncated: start > (from ?? 0) || to < end,
        terminals: all.map(toJson),
      });
    },
  });
}

async function find(
  { terminals }: ToolServices,
  wanted: string | undefined,
  { caller, sessionId }: ToolContext,
): Promise<Result<{ readonly id: TerminalId; readonly all: readonly Terminal[] }, CarrelError>> {
  const listed = await terminals.list(caller, sessionId);
  if (listed.isErr()) return err(listed.error);
  const all = listed.value.slice(0, MAX_NAMED);
  if (wanted === undefined) {
    const newest = listed.value.find(({ state }) => state === 'running');
    return newest === undefined ? err(toolFailed('No terminal runs.')) : ok({ id: newest.id, all });
  }
  return terminalId.is(wanted) ? ok({ id: wanted, all }) : err(terminalNotFound());
}

/** Without the halves of characters at both ends, which are read with what is before and behind. */
function wholeCharacters({ data, from }: { readonly data: Uint8Array; readonly from: number }) {
  let start = 0;
  while (start < Math.min(3, data.length) && isContinuation(data[start])) start += 1;
  let end = data.length;
  while (end > Math.max(start, data.length - 4) && isContinuation(data[end - 1])) end -= 1;
  const lead = data[end - 1] ?? 0;
  const isWhole = end === start || data.length - end + 1 >= lengthOf(lead);
  const stop = isWhole ? data.length : end - 1;
  return { from: from + start, to: from + stop, text: Buffer.from(data.subarray(start, stop)).toString() };
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

/** How many bytes a character has that begins so. */
function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

/** The lines without what colours them and moves the cursor. */
function readable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r+\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '');
}

function toJson({ id, argv, state, createdAt }: Terminal): JsonValue {
  return { terminal: id, program: argv.join(' ').slice(0, 200), state, createdAt };
}
