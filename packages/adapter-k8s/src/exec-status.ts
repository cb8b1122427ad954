import { isJsonObject } from './api-objects.js';

/** How a program that was executed in a pod ended, as the status channel tells it. */
export type ExecEnd =
  | { readonly type: 'exited'; readonly code: number }
  /** It was not run, or nobody knows how it ended. */
  | { readonly type: 'failed'; readonly reason: string; readonly message: string };

/** What the status channel says: a `Status` object, whose causes hold the code of a program that failed. */
export function readExecEnd(text: string): ExecEnd {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    // Before version 4 of the protocol it was a text.
    return text === '' ? { type: 'exited', code: 0 } : { type: 'failed', reason: '', message: text };
  }
  if (!isJsonObject(said)) return { type: 'failed', reason: '', message: 'The status is no object.' };
  if (said['status'] === 'Success') return { type: 'exited', code: 0 };
  const code = exitCodeIn(said['details']);
  if (said['reason'] === 'NonZeroExitCode' && code !== null) return { type: 'exited', code };
  return { type: 'failed', reason: textOf(said['reason']), message: textOf(said['message']) };
}

function exitCodeIn(details: unknown): number | null {
  const causes = isJsonObject(details) && Array.isArray(details['causes']) ? details['causes'] : [];
  const cause: unknown = causes.find((each: unknown) => isJsonObject(each) && each['reason'] === 'ExitCode');
  const code = isJsonObject(cause) ? Number(cause['message']) : NaN;
  return Number.isInteger(code) ? code : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
