import { aborted } from '@carrel/core/kernel';
import { codeRefused } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { lineStarts, offsetAt } from '../text-edits.js';
import { askTsserver, plainPath, sessionPath } from '../tsserver.js';
import { hasWord, type Failure, type Work } from '../work.js';
import { isOwnScript, type FileSpan, type Script, type Scripts } from './script-file.js';

interface Place {
  readonly line: number;
  readonly offset: number;
}

interface Found {
  readonly refs: readonly { readonly file: string; readonly start: Place; readonly end: Place }[];
}

type Answer = Promise<Result<readonly FileSpan[], Failure>>;

/** Every place of what is named at the offset, as far as tsserver knows the projects; those outside of the session too. */
export async function referencesAt(work: Work, script: Script, offset: number): Answer {
  const before = script.text.slice(0, offset).split(/\r\n|\n|\r/u);
  const place = { line: before.length, offset: (before.at(-1)?.length ?? 0) + 1 };
  const answer = await ask(work, 'references', { file: plainPath(work.server, script.path), ...place });
  return answer.andThen((spans) =>
    spans === null ? err(codeRefused(`The language server does not know what uses "${script.path}".`)) : ok(spans),
  );
}

/** Every place that names the file as a module; `null` where it is in no project that tsserver knows. */
export function importsOf(work: Work, path: string): Promise<Result<readonly FileSpan[] | null, Failure>> {
  return ask(work, 'fileReferences', { file: plainPath(work.server, path) });
}

async function ask(
  work: Work,
  command: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Result<readonly FileSpan[] | null, Failure>> {
  if (work.signal?.aborted === true) return err(aborted(command));
  const answer = await askTsserver<Found>(work, command, args);
  if (answer.isErr()) return err(answer.error);
  return ok(answer.value === null ? null : await toSpans(work, answer.value));
}

async function toSpans(work: Work, { refs }: Found): Promise<readonly FileSpan[]> {
  const texts = new Map<string, { readonly text: string; readonly starts: number[] }>();
  const spans = new Map<string, FileSpan>();
  for (const { file, start, end } of refs) {
    const path = sessionPath(work.server, file);
    const text = texts.get(path)?.text ?? (await work.server.textOf(path).catch(() => null)) ?? '';
    const known = texts.get(path) ?? { text, starts: lineStarts(text) };
    texts.set(path, known);
    const offset = (at: Place) => offsetAt(known.text, known.starts, at.line - 1, at.offset - 1);
    const span = { path, start: offset(start), end: offset(end) };
    spans.set(`${span.start} ${path}`, span);
  }
  return [...spans.values()];
}

/** The session's scripts that are in no project that tsserver has loaded: it says nothing of what they use. */
export async function unseenScripts(work: Work): Promise<Result<readonly string[], Failure>> {
  const seen = new Set<string>();
  const unseen: string[] = [];
  for (const path of work.files.paths.filter(isOwnScript)) {
    if (seen.has(path)) continue;
    if (work.signal?.aborted === true) return err(aborted('projectInfo'));
    const args = { file: plainPath(work.server, path), needFileNameList: true };
    const info = await askTsserver<{ readonly fileNames?: readonly string[] }>(work, 'projectInfo', args);
    if (info.isErr() && info.error.type !== 'code/refused') return err(info.error);
    for (const name of info.unwrapOr(null)?.fileNames ?? []) seen.add(sessionPath(work.server, name));
    if (!seen.has(path)) unseen.push(path);
  }
  return ok(unseen);
}

/** The first of the files that has the name as a word. */
export async function firstWith(scripts: Scripts, paths: readonly string[], name: string): Promise<string | null> {
  for (const path of paths) {
    const script = await scripts.get(path);
    if (script.isOk() && hasWord(script.value.text, name)) return path;
  }
  return null;
}
