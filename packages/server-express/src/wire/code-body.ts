import type { CodeLanguage, CodePlan, CodePlanSummary, PlannedFile } from '@carrel/core/code';
import { z } from 'zod';

/** Both count from 1. */
export const codePositionBody = z.strictObject({ line: z.int(), column: z.int() });
export const codeRangeBody = z.strictObject({ start: codePositionBody, end: codePositionBody });
const path = z.string();
const language = z.string();
const position = codePositionBody;
const range = codeRangeBody;
const at = { path, position };

const ofPlace = z.enum([
  ...(['hover', 'definition', 'references', 'implementations'] as const),
  ...(['completion', 'signature', 'callers', 'callees'] as const),
]);
const ofFile = z.enum(['symbols', 'diagnostics', 'tokens']);

/** Texts that are edited and not in their files. */
const unsaved = z.array(z.strictObject({ path, text: z.string() })).exactOptional();

/** What a query takes. Ranges are the service's matter. */
export const askCodeBody = z.discriminatedUnion('type', [
  z.strictObject({ type: ofPlace, ...at, unsaved }),
  z.strictObject({ type: ofFile, path, unsaved }),
  z.strictObject({ type: z.literal('find-symbols'), language, name: z.string(), unsaved }),
  z.strictObject({ type: z.literal('actions'), path, range, unsaved }),
  z.strictObject({
    ...{ type: z.literal('search'), language, unsaved },
    /** As ast-grep has them, such as `console.log($A)`. */
    pattern: z.string(),
    /** Directories or files. */
    paths: z.array(path).exactOptional(),
  }),
]);

const located = { path, range, text: z.string() };
export const codeLocationBody = z.strictObject(located);
const symbol = z.strictObject({
  ...{ ...located, name: z.string(), kind: z.string() },
  /** What it is defined in. */
  container: z.string().nullable(),
});
export const codeDiagnosticBody = z.strictObject({
  ...{ ...located, severity: z.enum(['error', 'warning', 'information', 'hint']), message: z.string() },
  code: z.string().nullable(),
  source: z.string().nullable(),
});
const completion = z.strictObject({
  ...{ label: z.string(), kind: z.string().nullable(), detail: z.string().nullable() },
  /** What is put in place of `replaces`. */
  insert: z.string(),
  replaces: range,
});
const action = z.strictObject({
  ...{ id: z.string(), title: z.string(), kind: z.string().nullable(), isPreferred: z.boolean() },
});
const token = z.strictObject({ range, kind: z.string(), modifiers: z.array(z.string()) });
const match = z.strictObject({
  ...located,
  /** What the pattern's variables stand for, without their `$`. */
  variables: z.record(z.string(), z.string()),
});
const signature = z.strictObject({ label: z.string(), documentation: z.string().nullable() });
/** The list was cut. */
const isTruncated = z.boolean();

/** What came of a query, whose `type` it has. */
export const codeAnswerBody = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hover'), text: z.string().nullable(), range: range.nullable() }),
  z.strictObject({
    ...{
      type: z.enum(['definition', 'references', 'implementations']),
      locations: z.array(codeLocationBody),
      isTruncated,
    },
  }),
  z.strictObject({ type: z.literal('completion'), items: z.array(completion), isTruncated }),
  z.strictObject({
    ...{ type: z.literal('signature'), signatures: z.array(signature) },
    active: z.int().min(0).nullable(),
    activeParameter: z.int().min(0).nullable(),
  }),
  z.strictObject({
    ...{ type: z.enum(['callers', 'callees', 'symbols', 'find-symbols']), symbols: z.array(symbol), isTruncated },
  }),
  z.strictObject({ type: z.literal('diagnostics'), diagnostics: z.array(codeDiagnosticBody), isTruncated }),
  z.strictObject({ type: z.literal('tokens'), tokens: z.array(token), isTruncated }),
  z.strictObject({ type: z.literal('actions'), actions: z.array(action) }),
  z.strictObject({ type: z.literal('search'), matches: z.array(match), isTruncated }),
]);

const paths = z.array(path).exactOptional();

/** What can be done to code. */
export const refactoringBody = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('rename-symbol'), ...at, newName: z.string() }),
  z.strictObject({ type: z.literal('move-file'), path, to: path }),
  z.strictObject({
    ...{ type: z.literal('extract'), path, range, what: z.enum(['function', 'variable', 'constant']) },
    name: z.string().exactOptional(),
  }),
  z.strictObject({ type: z.literal('inline'), ...at }),
  z.strictObject({ type: z.literal('move-symbol'), ...at, to: path }),
  z.strictObject({ type: z.literal('organise-imports'), path }),
  z.strictObject({ type: z.literal('remove-dead-code'), language, paths, roots: paths }),
  z.strictObject({ type: z.literal('change-signature'), ...at, parameters: z.array(z.string()) }),
  z.strictObject({ type: z.literal('convert'), ...at, to: z.string() }),
  z.strictObject({ type: z.literal('action'), path, range, actionId: z.string() }),
  z.strictObject({ type: z.literal('rewrite'), language, pattern: z.string(), replacement: z.string(), paths }),
]);

/** What a plan is made of. Ranges are the service's matter. */
export const createCodePlanBody = z.strictObject({ refactoring: refactoringBody });

const queryType = z.enum([...ofPlace.options, ...ofFile.options, 'find-symbols', 'actions', 'search']);
const refactoringType = z.enum(refactoringBody.options.map(({ shape }) => shape.type.value));

/** A language of code intelligence, as answers show it. */
export const codeLanguageBody = z.strictObject({
  id: z.string(),
  extensions: z.array(z.string()),
  queries: z.array(queryType),
  refactorings: z.array(refactoringType),
});

export function toCodeLanguageBody({ id, extensions, queries, refactorings }: CodeLanguage): object {
  return { id, extensions, queries, refactorings };
}

const ofPlan = {
  ...{ id: z.string(), sessionId: z.string(), createdBy: z.string() },
  status: z.enum(['planned', 'applying', 'applied', 'undoing', 'undone', 'failed']),
  createdAt: z.iso.datetime(),
  /** It is gone then. */
  expiresAt: z.iso.datetime(),
  appliedAt: z.iso.datetime().exactOptional(),
};

/** A plan as lists show it. */
export const codePlanSummaryBody = z.strictObject({ ...ofPlan, type: refactoringType, fileCount: z.int().min(0) });

export function toCodePlanSummaryBody(plan: CodePlanSummary): object {
  return { ...toPlanMembers(plan), type: plan.type, fileCount: plan.fileCount };
}

const digest = z.string().nullable();
const plannedFileBody = z.strictObject({
  ...{ path, type: z.enum(['edit', 'create', 'remove', 'move']), to: path.exactOptional() },
  /** SHA-256 in hex; `null` where there is no file. */
  digestBefore: digest,
  digestAfter: digest,
  additions: z.int().min(0),
  deletions: z.int().min(0),
});

/** A plan with what it does. */
export const codePlanBody = z.strictObject({
  ...{ ...ofPlan, refactoring: refactoringBody, files: z.array(plannedFileBody) },
  /** As `git diff` makes it. */
  diff: z.string(),
  isDiffTruncated: z.boolean(),
  warnings: z.array(z.string()),
  confidence: z.enum(['exact', 'likely', 'low']),
  /** There when it was applied; `null` where that could not be found out. */
  newDiagnostics: z.array(codeDiagnosticBody).nullable().exactOptional(),
});

export function toCodePlanBody(plan: CodePlan): object {
  const { refactoring, files, diff, isDiffTruncated, warnings, confidence, newDiagnostics } = plan;
  return {
    ...{ ...toPlanMembers(plan), refactoring, files: files.map(toPlannedFileBody) },
    ...{ diff, isDiffTruncated, warnings, confidence, newDiagnostics },
  };
}

function toPlanMembers(plan: CodePlan | CodePlanSummary): object {
  const { id, sessionId, createdBy, status, createdAt, expiresAt, appliedAt } = plan;
  return { id, sessionId, createdBy, status, createdAt, expiresAt, appliedAt };
}

function toPlannedFileBody({ path, type, to, digestBefore, digestAfter, additions, deletions }: PlannedFile): object {
  return { path, type, to, digestBefore, digestAfter, additions, deletions };
}
