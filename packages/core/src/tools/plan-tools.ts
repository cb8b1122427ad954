import { z } from 'zod';
import type { CodePlan, CodeService, PlannedFile, Refactoring } from '../code/index.js';
import type { ToolContext } from '../conversations/index.js';
import { err, ok, parseInput, type CarrelError, type Result } from '../kernel/index.js';
import type { JsonValue } from '../models/index.js';
import { BoundedText } from './bounded-text.js';
import { bounded, codePath, placeFields, positionOf, rangeOf } from './code-places.js';
import { diagnosticLine } from './diagnostic-line.js';
import { toolFailed } from './tool-errors.js';
import { defineTool, type Tool, type ToolServices } from './tool.js';

const name = z.string().min(1).max(500);

/** One object for all, since not every model takes alternatives; what each kind needs is in `NEEDS`. */
const wantedSchema = z.strictObject({
  refactoring: z.enum([
    ...['rename-symbol', 'move-file', 'extract', 'inline', 'move-symbol', 'organise-imports', 'remove-dead-code'],
    ...['change-signature', 'convert', 'rewrite'],
  ] as const),
  path: placeFields.path.optional(),
  line: placeFields.line.optional(),
  symbol: placeFields.symbol.optional(),
  newName: name.optional().describe('For rename-symbol, and for extract if you want'),
  to: name.optional().describe('Where to, for move-file and move-symbol; what into, for convert'),
  passage: z.string().min(1).max(100_000).optional().describe('For extract: what is there, exactly, and only once'),
  what: z.enum(['function', 'variable', 'constant']).optional().describe('For extract'),
  parameters: z.array(name).max(100).optional().describe('For change-signature: those that stay, in their new order'),
  language: name.optional().describe('For rewrite and remove-dead-code'),
  pattern: z.string().min(1).max(10_000).optional().describe('For rewrite: code in which $NAME stands for any part'),
  replacement: z.string().max(100_000).optional().describe('For rewrite: code with the same $NAME in it'),
  paths: z
    .array(codePath)
    .max(100)
    .optional()
    .describe('For rewrite and remove-dead-code: where; everywhere if left out'),
});

type Wanted = z.infer<typeof wantedSchema>;

/** What works refactorings out, and does and undoes them. */
export function planTools(services: ToolServices, code: CodeService): readonly Tool[] {
  return [planRefactoring(services, code), goTool(services, code, 'apply'), goTool(services, code, 'undo')];
}

function planRefactoring(services: ToolServices, code: CodeService): Tool {
  return defineTool({
    name: 'plan_refactoring',
    description:
      'Works out a change of the code that keeps its meaning, in all files that it touches, and shows it as a diff. Nothing is changed until apply_plan. rename-symbol takes path, line, symbol, newName; move-file path, to; extract path, passage, what; inline, move-symbol (to), convert (to) and change-signature (parameters) path, line, symbol; organise-imports path; rewrite language, pattern, replacement; remove-dead-code language.',
    input: wantedSchema,
    timeoutMs: services.options.timeoutMs,
    parse: (given) => parseInput(wantedSchema, given),
    work: async (wanted, context) => {
      const refactoring = await refactoringOf(services, wanted, context);
      if (refactoring.isErr()) return err(refactoring.error);
      const { caller, sessionId, signal } = context;
      const plan = await code.plans.create(caller, { sessionId, refactoring: refactoring.value }, { signal });
      return plan.isErr() ? err(plan.error) : ok(planned(services, plan.value));
    },
  });
}

const SAYS = {
  apply: ['apply_plan', 'Does what a plan says in all its files, or in none of them if one has changed since.'],
  undo: ['undo_plan', 'Undoes a plan that was applied: its files are as they were, if nobody changed them since.'],
} as const;

function goTool({ options }: ToolServices, code: CodeService, way: keyof typeof SAYS): Tool {
  const input = z.strictObject({ planId: z.string().min(1).max(100).describe('As plan_refactoring gave it') });
  const [called, description] = SAYS[way];
  return defineTool({
    name: called,
    description,
    input,
    timeoutMs: options.timeoutMs,
    parse: (given) => parseInput(input, given),
    work: async ({ planId }, { caller, sessionId }) => {
      const gone = await code.plans[way](caller, { sessionId, planId });
      return gone.map(({ status, files, newDiagnostics }) => ({
        ...{ planId, status, files: files.map(fileLine) },
        ...(newDiagnostics === undefined ? {} : { newProblems: newDiagnostics?.map(diagnosticLine) ?? null }),
      }));
    },
  });
}

/** Places and passages become positions of the files as they are. */
async function refactoringOf(
  services: ToolServices,
  wanted: Wanted,
  context: ToolContext,
): Promise<Result<Refactoring, CarrelError>> {
  const { refactoring: type, path = '', to = '', paths, language = '' } = wanted;
  switch (type) {
    case 'move-file':
      return ok({ type, path, to });
    case 'organise-imports':
      return ok({ type, path });
    case 'remove-dead-code':
      return ok({ type, language, paths });
    case 'rewrite':
      return ok({ type, language, pattern: wanted.pattern ?? '', replacement: wanted.replacement ?? '', paths });
    case 'extract':
      return extraction(services, wanted, context);
    default:
      return atPlace(services, { ...wanted, refactoring: type }, context);
  }
}

async function extraction(
  services: ToolServices,
  { path = '', passage, what, newName }: Wanted,
  context: ToolContext,
): Promise<Result<Refactoring, CarrelError>> {
  if (passage === undefined || what === undefined) return err(toolFailed('extract takes path, passage and what.'));
  const range = await rangeOf(services, { path, passage }, context);
  return range.map((found) => ({ type: 'extract', path, range: found, what, name: newName }));
}

type AtPlace = 'rename-symbol' | 'inline' | 'move-symbol' | 'change-signature' | 'convert';

async function atPlace(
  services: ToolServices,
  { refactoring: type, path, line, symbol, newName = '', to = '', parameters = [] }: Wanted & { refactoring: AtPlace },
  context: ToolContext,
): Promise<Result<Refactoring, CarrelError>> {
  if (path === undefined || line === undefined || symbol === undefined)
    return err(toolFailed(`${type} takes path, line and symbol.`));
  const position = await positionOf(services, { path, line, symbol }, context);
  if (position.isErr()) return err(position.error);
  const place = { path, position: position.value };
  switch (type) {
    case 'rename-symbol':
      return ok({ type, ...place, newName });
    case 'inline':
      return ok({ type, ...place });
    case 'move-symbol':
      return ok({ type, ...place, to });
    case 'convert':
      return ok({ type, ...place, to });
    case 'change-signature':
      return ok({ type, ...place, parameters });
  }
}

function planned(services: ToolServices, plan: CodePlan): JsonValue {
  const diff = new BoundedText(services.options.maxOutputBytes);
  diff.push(Buffer.from(plan.diff));
  const files = bounded(plan.files.map(fileLine), services, false);
  return {
    ...{ planId: plan.id, confidence: plan.confidence, warnings: [...plan.warnings] },
    ...{ files: files.lines, diff: diff.read(), truncated: plan.isDiffTruncated || diff.truncated || files.truncated },
  };
}

function fileLine({ type, path, to, additions, deletions }: PlannedFile): string {
  const where = to === undefined ? path : `${path} -> ${to}`;
  return `${type} ${where} +${additions} -${deletions}`;
}
