import type { ToolContext } from '../conversations/index.js';
import { err, ok, type CarrelError, type Result } from '../kernel/index.js';
import { toolFailed } from './tool-errors.js';
import type { ToolServices } from './tool.js';

export interface FileText {
  readonly text: string;
  readonly tag: string;
  readonly mode: number;
}

/** A file of the workspace as text; an error for one that is too large for tools, or is none. */
export async function readFileText(
  { files, options }: ToolServices,
  path: string,
  { caller, sessionId, signal }: ToolContext,
): Promise<Result<FileText, CarrelError>> {
  const read = await files.read(caller, { sessionId, path }, { signal, length: options.maxFileBytes + 1 });
  if (read.isErr()) return err(read.error);
  const parts: Uint8Array[] = [];
  try {
    for await (const part of read.value.data) parts.push(part);
  } catch {
    return err(toolFailed('The file could not be read to its end.'));
  }
  const bytes = Buffer.concat(parts);
  if (bytes.length > options.maxFileBytes)
    return err(toolFailed(`The file has more than ${options.maxFileBytes} bytes; use a command on a part of it.`));
  if (bytes.includes(0)) return err(toolFailed('The file is no text.'));
  const { tag, mode } = read.value.entry;
  return ok({ text: bytes.toString(), tag, mode });
}
