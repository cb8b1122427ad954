import { z } from 'zod';
import { err, ok, parseInput } from '../kernel/index.js';
import { BoundedText } from './bounded-text.js';
import { readFileText } from './file-text.js';
import { toolFailed } from './tool-errors.js';
import { defineTool, type Tool, type ToolServices } from './tool.js';

const path = z.string().min(1).max(4_096).describe('From the root of the workspace');
const MAX_TEXT = 4 * 1024 * 1024;

/** What reads and writes files. */
export function fileTools(services: ToolServices): readonly Tool[] {
  return [readFile(services), writeFile(services), editFile(services), listFiles(services)];
}

function readFile(services: ToolServices): Tool {
  const input = z.strictObject({
    path,
    fromLine: z.int().min(1).optional().describe('The first line wanted, from 1 on'),
    lines: z.int().min(1).max(100_000).optional().describe('How many lines'),
  });
  return defineTool({
    name: 'read_file',
    description: 'Reads a text file of the workspace, or some lines of it.',
    input,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path: at, fromLine = 1, lines }, context) => {
      const file = await readFileText(services, at, context);
      if (file.isErr()) return err(file.error);
      const all = file.value.text.split('\n');
      const wanted = all.slice(fromLine - 1, lines === undefined ? undefined : fromLine - 1 + lines);
      const text = new BoundedText(services.options.maxOutputBytes);
      text.push(Buffer.from(wanted.join('\n')));
      return ok({ content: text.read(), totalLines: all.length, truncated: text.truncated });
    },
  });
}

function writeFile({ files, options }: ToolServices): Tool {
  const input = z.strictObject({ path, content: z.string().max(MAX_TEXT) });
  return defineTool({
    name: 'write_file',
    description: 'Writes a text file of the workspace as a whole; makes its directories.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path: at, content }, { caller, sessionId, signal }) => {
      const written = await files.write(caller, { sessionId, path: at, data: Buffer.from(content) }, { signal });
      return written.map(({ size }) => ({ path: at, bytes: size }));
    },
  });
}

function editFile(services: ToolServices): Tool {
  const { files, options } = services;
  const input = z.strictObject({
    path,
    oldText: z.string().min(1).max(MAX_TEXT).describe('What is there, exactly, and only once'),
    newText: z.string().max(MAX_TEXT).describe('What is to be there instead'),
  });
  return defineTool({
    name: 'edit_file',
    description: 'Replaces a passage of a text file, which has to be there exactly once.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path: at, oldText, newText }, context) => {
      const { caller, sessionId, signal } = context;
      const file = await readFileText(services, at, context);
      if (file.isErr()) return err(file.error);
      const { mode, tag, text } = file.value;
      const first = text.indexOf(oldText);
      if (first === -1) return err(toolFailed('The file does not have that passage; read it again.'));
      if (text.includes(oldText, first + 1))
        return err(toolFailed('The file has that passage more than once; give more of what is around it.'));
      const data = Buffer.from(text.slice(0, first) + newText + text.slice(first + oldText.length));
      const place = { sessionId, path: at, data };
      const written = await files.write(caller, place, { signal, expectTag: tag, mode });
      return written.map(({ size }) => ({ path: at, bytes: size }));
    },
  });
}

function listFiles({ files, options }: ToolServices): Tool {
  const input = z.strictObject({
    path: z.string().max(4_096).default('').describe('A directory; the root when left out'),
    recursive: z.boolean().default(false),
  });
  return defineTool({
    name: 'list_files',
    description: 'Lists a directory of the workspace, or everything below it.',
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ path: at, recursive }, { caller, sessionId, signal }) => {
      const found = await files.list(caller, { sessionId, path: at }, { recursive, signal });
      return found.map((entries) => ({
        entries: entries
          .slice(0, options.maxListEntries)
          .map(({ path: name, size, type }) => ({ path: name, type, size })),
        truncated: entries.length > options.maxListEntries,
      }));
    },
  });
}
