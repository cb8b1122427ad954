import { err, invalidInput, ok, type InvalidInput, type Issue, type Result } from '../kernel/index.js';
import type { ResolvedLeaseOptions } from './lease-options.js';

/** What to hold, for whom, why and for how long. */
export interface LeaseRequest {
  /** Segments of `A-Z a-z 0-9 _ . : -` joined by `/`. */
  readonly name: string;
  readonly holder: string;
  readonly reason: string;
  /** How long it lasts unless it is renewed, in milliseconds. */
  readonly ttlMs: number;
}

const NAME = /^[\w.:-]+(\/[\w.:-]+)*$/;

/** The request as it is, or every problem with it. */
export function checkLeaseRequest(
  request: LeaseRequest,
  options: ResolvedLeaseOptions,
): Result<LeaseRequest, InvalidInput> {
  const issues = [
    ...nameIssues('name', request.name, options),
    ...textIssues('holder', request.holder, options),
    ...textIssues('reason', request.reason, options),
    ...ttlIssues(request.ttlMs, options),
  ];
  return issues.length === 0 ? ok(request) : err(invalidInput(issues));
}

export function nameIssues(path: string, name: string, { maxNameLength }: ResolvedLeaseOptions): readonly Issue[] {
  if (name.length <= maxNameLength && NAME.test(name)) return [];
  return [
    { path, message: `expected segments of letters, digits, _ . : - joined by /, at most ${maxNameLength} long` },
  ];
}

export function ttlIssues(ttlMs: number, { maxTtlMs }: ResolvedLeaseOptions): readonly Issue[] {
  if (Number.isInteger(ttlMs) && ttlMs >= 1 && ttlMs <= maxTtlMs) return [];
  return [{ path: 'ttlMs', message: `expected a whole number from 1 to ${maxTtlMs}` }];
}

function textIssues(path: string, text: string, { maxTextLength }: ResolvedLeaseOptions): readonly Issue[] {
  if (text.length >= 1 && text.length <= maxTextLength) return [];
  return [{ path, message: `expected 1 to ${maxTextLength} characters` }];
}
