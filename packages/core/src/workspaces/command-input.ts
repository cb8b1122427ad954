import { constants } from 'node:os';
import { z } from 'zod';
import type { CommandInput, RunCode } from './command.js';
import type { ResolvedCommandOptions } from './command-options.js';

/** A command as the agent takes it. */
export interface PreparedCommand extends CommandInput {
  readonly argv: readonly string[];
}

export interface CommandSchemas {
  readonly command: z.ZodType<PreparedCommand>;
  readonly code: z.ZodType<RunCode>;
}

/** The kernel's bound on one argument (MAX_ARG_STRLEN). */
const MAX_ARGUMENT = 131_072;
const MAX_ARGUMENTS = 4_096;
/** Of all arguments: half of what the kernel takes together with the environment, as its stack is by default. */
const MAX_ARGUMENT_BYTES = 1_048_576;
const MAX_PATH = 4_096;

/** What commands take, within these bounds. */
export function createCommandSchemas(options: ResolvedCommandOptions): CommandSchemas {
  const text = z.string().max(MAX_ARGUMENT).refine(withoutNul, 'expected no NUL character');
  const argumentsOf = z
    .array(text)
    .max(MAX_ARGUMENTS)
    .refine((all) => bytesOf(all) <= MAX_ARGUMENT_BYTES, `expected at most ${MAX_ARGUMENT_BYTES} bytes in all`);
  const name = z.string().regex(/^[^=\0]{1,255}$/, 'expected a variable name without =');
  const stdin = z
    .union([z.string(), z.instanceof(Uint8Array)])
    .refine(
      (input) => Buffer.byteLength(input) <= options.maxStdinBytes,
      `expected at most ${options.maxStdinBytes} bytes`,
    );
  const timeoutMs = z.int().min(1).max(options.maxTimeoutMs);
  const path = z.string().max(MAX_PATH).refine(withoutNul, 'expected no NUL character');
  const shared = {
    cwd: path.exactOptional(),
    env: z.record(name, text).exactOptional(),
    stdin: stdin.exactOptional(),
    timeoutMs: timeoutMs.exactOptional(),
    maxOutputBytes: z.int().min(1).max(options.maxOutputBytes).exactOptional(),
  };
  const command = z
    .strictObject({
      argv: argumentsOf.min(1).exactOptional(),
      shell: text.min(1).exactOptional(),
      ...shared,
    })
    .refine(({ argv, shell }) => (argv === undefined) !== (shell === undefined), 'expected either argv or shell')
    .transform(({ argv, shell, ...rest }) => ({ ...rest, argv: argv ?? ['/bin/sh', '-c', shell ?? ''] }));
  const inside = path.min(1).refine(staysInside, 'expected a path inside the directory of the run');
  const file = z.strictObject({ path: inside, content: z.string() });
  const code = z.strictObject({
    language: z.string().min(1).max(64),
    files: z.array(file).min(1).max(options.maxRunFiles).superRefine(refuseClashes),
    args: argumentsOf.exactOptional(),
    stdin: stdin.exactOptional(),
    timeoutMs: timeoutMs.exactOptional(),
  });
  return { command, code };
}

/** The name of a signal, such as SIGTERM. */
export const signalName = z.string().refine((name) => name in constants.signals, 'expected the name of a signal');

/** What of a command says which program runs where. */
export function placeOf({ argv, cwd, env }: PreparedCommand) {
  return { argv, ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
}

/** The most bytes of an argv that a record keeps. */
const MAX_RECORDED_ARGV = 16_384;

/** What a record keeps of an argv: what comes after so many bytes is left out, and an ellipsis says so. */
export function recordedArgv(argv: readonly string[]): readonly string[] {
  let left = MAX_RECORDED_ARGV;
  const kept: string[] = [];
  for (const argument of argv) {
    const bytes = Buffer.from(argument);
    if (bytes.length > left) return [...kept, `${bytes.subarray(0, left).toString('utf8')}…`];
    left -= bytes.length + 1;
    kept.push(argument);
    if (left <= 0) return kept.length === argv.length ? kept : [...kept, '…'];
  }
  return kept;
}

/** No two files at one path, and none where another needs a directory. */
function refuseClashes(files: readonly { readonly path: string }[], context: z.RefinementCtx): void {
  const taken = new Set<string>();
  const directories = new Set<string>();
  const names = files.map(({ path }) => path.split('/').filter((part) => part !== '' && part !== '.'));
  for (const parts of names)
    for (let depth = 1; depth < parts.length; depth += 1) directories.add(parts.slice(0, depth).join('/'));
  for (const [index, parts] of names.entries()) {
    const name = parts.join('/');
    const message = taken.has(name)
      ? 'expected a path that no other file has'
      : directories.has(name)
        ? 'expected a path that is not the directory of another file'
        : null;
    if (message !== null) context.addIssue({ code: 'custom', path: [index, 'path'], message });
    taken.add(name);
  }
}

function bytesOf(all: readonly string[]): number {
  return all.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
}

function withoutNul(text: string): boolean {
  return !text.includes('\0');
}

function staysInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}
