import { constants } from 'node:os';
import { z } from 'zod';
import type { TerminalSize } from '../runtime/index.js';
import type { ResolvedTerminalOptions } from './terminal-options.js';

/** A terminal to open, with all defaults in it. */
export interface PreparedTerminal extends TerminalSize {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface TerminalSchemas {
  readonly open: z.ZodType<PreparedTerminal>;
  readonly size: z.ZodType<TerminalSize>;
  readonly since: z.ZodType<number>;
  readonly read: z.ZodType<{ readonly from?: number | undefined; readonly maxBytes: number }>;
  readonly signal: z.ZodType<string>;
}

/** The kernel's bound on one argument (MAX_ARG_STRLEN). */
const MAX_ARGUMENT = 131_072;
const MAX_ARGUMENTS = 4_096;
/** Half of what the kernel takes of arguments and environment, as its stack is by default. */
const MAX_ARGUMENT_BYTES = 1_048_576;
const MAX_PATH = 4_096;
const READ_BYTES = 65_536;
const MAX_READ_BYTES = 1_048_576;
const DEFAULT_SIZE: TerminalSize = { cols: 80, rows: 24 };

/** What terminals take, within these bounds. */
export function createTerminalSchemas({ maxCols, maxRows, shell }: ResolvedTerminalOptions): TerminalSchemas {
  const text = z.string().max(MAX_ARGUMENT).refine(withoutNul, 'expected no NUL character');
  const cols = z.int().min(1).max(maxCols);
  const rows = z.int().min(1).max(maxRows);
  const argv = z
    .array(text)
    .min(1)
    .max(MAX_ARGUMENTS)
    .refine(
      (all) => all.reduce((sum, each) => sum + Buffer.byteLength(each), 0) <= MAX_ARGUMENT_BYTES,
      `expected at most ${MAX_ARGUMENT_BYTES} bytes in all`,
    );
  const name = z.string().regex(/^[^=\0]{1,255}$/, 'expected a variable name without =');
  const open = z.strictObject({
    cols: cols.default(Math.min(DEFAULT_SIZE.cols, maxCols)),
    rows: rows.default(Math.min(DEFAULT_SIZE.rows, maxRows)),
    argv: argv.default([...shell]),
    cwd: z.string().max(MAX_PATH).refine(withoutNul, 'expected no NUL character').default(''),
    env: z
      .record(name, text)
      .default({})
      .transform((env) => ({ TERM: 'xterm-256color', ...env })),
  });
  const signal = z.string().refine((known) => known in constants.signals, 'expected the name of a signal');
  const since = z.int().min(0);
  const read = z.strictObject({
    from: since.optional(),
    maxBytes: z.int().min(1).max(MAX_READ_BYTES).default(READ_BYTES),
  });
  return { open, size: z.strictObject({ cols, rows }), since, read, signal };
}

function withoutNul(text: string): boolean {
  return !text.includes('\0');
}
