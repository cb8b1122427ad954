import { z } from 'zod';
import { err, invalidInput, ok, parseInput, type InvalidInput, type Result } from '../kernel/index.js';
import { workspacePath } from '../runtime/index.js';
import type { BindDocumentFile, PreferredContent } from './document-file.js';

export interface BindingInput {
  /** As entries show it, so that one file has one. */
  readonly path: string;
  readonly text: string;
  readonly prefer: PreferredContent | undefined;
}

/** It is part of a key of a record. */
const MAX_PATH_LENGTH = 1_024;
const MAX_TEXT_LENGTH = 200;

const schema = z.object({
  path: z.string().min(1).max(MAX_PATH_LENGTH),
  text: z.string().min(1).max(MAX_TEXT_LENGTH).default('text'),
  prefer: z.enum(['document', 'file']).optional(),
});

/** `request/invalid` with what is wrong. */
export function checkBinding({ path, text, prefer }: BindDocumentFile): Result<BindingInput, InvalidInput> {
  const valid = parseInput(schema, { path, text, prefer });
  if (valid.isErr()) return err(valid.error);
  const inside = workspacePath(valid.value.path);
  if (inside.isErr() || inside.value === '' || valid.value.path.endsWith('/')) {
    return err(invalidInput([{ path: 'path', message: 'expected the path of a file within the workspace' }]));
  }
  return ok({ path: inside.value, text: valid.value.text, prefer: valid.value.prefer });
}
