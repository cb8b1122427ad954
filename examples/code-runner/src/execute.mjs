import { toProblem } from '@carrel/server-express';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const timeout = z.number().int().positive().max(30_000).optional();
const ignored = z.number().optional();

/** What a client of Piston sends. */
const request = z.object({
  language: z.string(),
  version: z.string(),
  files: z
    .array(
      z.object({
        name: z.string().optional(),
        content: z.string(),
        encoding: z.enum(['utf8', 'base64', 'hex']).default('utf8'),
      }),
    )
    .min(1),
  stdin: z.string().default(''),
  args: z.array(z.string()).default([]),
  run_timeout: timeout,
  compile_timeout: ignored,
  compile_memory_limit: ignored,
  run_memory_limit: ignored,
});

/** Runs what `body` says, and gives the answer as `{ status, body, retryAfterMs }`. */
export async function execute(runner, body, signal) {
  const parsed = request.safeParse(body);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    return refusal(400, `${path.join('.') || 'body'}: ${message}`);
  }
  const { language, version, files, stdin, args, run_timeout: timeoutMs } = parsed.data;
  const runtime = runner.runtimes.find((each) => isCalled(each, language) && isOf(each.version, version));
  if (runtime === undefined) return refusal(400, `${language}-${version} runtime is unknown`);
  const texts = files.map(({ content, encoding }) => textOf(content, encoding));
  if (texts.includes(null)) return refusal(400, 'files: expected UTF-8');
  const program = {
    language: runtime.language,
    files: files.map(({ name }, index) => ({ path: nameOf(name, index, runtime), content: texts[index] })),
    ...{ stdin, args, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  };
  const ran = await runner.run(program, signal);
  if (ran.isErr()) {
    const { status, title, detail, retryAfterMs } = toProblem(ran.error, randomUUID());
    if (status >= 500 && !signal.aborted) console.error(ran.error);
    return refusal(status, `${title}: ${detail}`, retryAfterMs);
  }
  const { compile, run } = ran.value;
  const stages = { ...(compile && { compile: stageOf(compile) }), ...(run && { run: stageOf(run) }) };
  return { status: 200, body: { language: runtime.language, version: runtime.version, ...stages } };
}

function refusal(status, message, retryAfterMs) {
  return { status, body: { message }, retryAfterMs };
}

function isCalled({ language, aliases }, name) {
  return language === name || aliases.includes(name);
}

/** `*`, `3.x` and `3.11` as well as the whole version. */
function isOf(version, selector) {
  const wanted = selector.split('.').filter((part) => part !== 'x' && part !== '*');
  return wanted.every((part, index) => version.split('.')[index] === part);
}

/** What is no text is `null`. */
function textOf(content, encoding) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(content, encoding));
  } catch {
    return null;
  }
}

/** The first file is the main one, however it is called. */
function nameOf(name, index, { extensions }) {
  if (index > 0) return name ?? `file${index}`;
  const main = name ?? 'main';
  return extensions.some((extension) => main.endsWith(extension)) ? main : main + extensions[0];
}

const STATUS = { timeout: 'TO', 'output-limit': 'OL', signalled: 'SG', 'out-of-memory': 'SG' };

function stageOf({ exitCode, signal, reason, stdout, stderr }) {
  const hasEnded = reason === 'exited';
  const failed = hasEnded ? (exitCode === 0 ? null : 'RE') : (STATUS[reason] ?? 'XX');
  const message = hasEnded ? null : reason;
  return { stdout, stderr, output: stdout + stderr, code: exitCode, signal, status: failed, message };
}
