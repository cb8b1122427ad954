import { z } from 'zod';
import { err, invalidInput, ok, parseInput, type InvalidInput, type Result } from '../kernel/index.js';
import { workspacePath } from '../runtime/index.js';
import type { UnsavedText } from './code-engine.js';
import type { ResolvedCodeOptions } from './code-options.js';
import type { CodeQuery } from './code-query.js';
import type { Refactoring } from './refactoring.js';

const MAX_PATH = 4_096;
const MAX_PATHS = 200;
const MAX_UNSAVED = 100;
const MAX_PARAMETERS = 200;

/** As entries show it: a file or a directory within the session. */
const path = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .transform((given, context) => {
    const inside = workspacePath(given);
    if (inside.isOk() && inside.value !== '') return inside.value;
    context.addIssue({ code: 'custom', message: 'expected the path of a file within the session' });
    return z.NEVER;
  });
const name = z.string().min(1).max(500);
const language = z.string().min(1).max(100);
const pattern = z.string().min(1).max(10_000);
const count = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31);
const position = z.object({ line: count, column: count });
const range = z.object({ start: position, end: position });
const paths = z.array(path).max(MAX_PATHS).optional();
const at = { path, position };

const ofPlace = [
  'hover',
  'definition',
  'references',
  'implementations',
  'completion',
  'signature',
  'callers',
  'callees',
] as const;
const ofFile = ['symbols', 'diagnostics', 'tokens'] as const;

const querySchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(ofPlace), ...at }),
  z.object({ type: z.enum(ofFile), path }),
  z.object({ type: z.literal('find-symbols'), language, name: z.string().max(500) }),
  z.object({ type: z.literal('actions'), path, range }),
  z.object({ type: z.literal('search'), language, pattern, paths }),
]);

const refactoringSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rename-symbol'), ...at, newName: name }),
  z.object({ type: z.literal('move-file'), path, to: path }),
  z.object({
    ...{ type: z.literal('extract'), path, range, name: name.optional() },
    what: z.enum(['function', 'variable', 'constant']),
  }),
  z.object({ type: z.literal('inline'), ...at }),
  z.object({ type: z.literal('move-symbol'), ...at, to: path }),
  z.object({ type: z.literal('organise-imports'), path }),
  z.object({ type: z.literal('remove-dead-code'), language, paths, roots: paths }),
  z.object({ type: z.literal('change-signature'), ...at, parameters: z.array(name).max(MAX_PARAMETERS) }),
  z.object({ type: z.literal('convert'), ...at, to: name }),
  z.object({ type: z.literal('action'), path, range, actionId: z.string().min(1).max(10_000) }),
  z.object({ type: z.literal('rewrite'), language, pattern, replacement: z.string().max(100_000), paths }),
]);

const unsavedSchema = z.array(z.object({ path, text: z.string() })).max(MAX_UNSAVED);

/** The query with its paths as entries show them; `request/invalid` with what is wrong. */
export function checkQuery(query: unknown): Result<CodeQuery, InvalidInput> {
  return parseInput<CodeQuery>(querySchema, query);
}

/** The same of a refactoring. */
export function checkRefactoring(refactoring: unknown): Result<Refactoring, InvalidInput> {
  return parseInput(z.object({ refactoring: refactoringSchema }), { refactoring }).map(
    (valid) => valid.refactoring as Refactoring,
  );
}

/** The same of texts that are not in their files. */
export function checkUnsaved(
  unsaved: unknown,
  { maxUnsavedBytes }: Pick<ResolvedCodeOptions, 'maxUnsavedBytes'>,
): Result<readonly UnsavedText[], InvalidInput> {
  const valid = parseInput(z.object({ unsaved: unsavedSchema }), { unsaved });
  if (valid.isErr()) return err(valid.error);
  const bytes = valid.value.unsaved.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  if (bytes <= maxUnsavedBytes) return ok(valid.value.unsaved);
  return err(invalidInput([{ path: 'unsaved', message: `expected at most ${maxUnsavedBytes} bytes of text` }]));
}
