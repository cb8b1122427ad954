import type { SgNode } from '@ast-grep/napi';
import { codeRefused, type CodePosition } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import { lineStarts, offsetAt } from '../text-edits.js';
import { askTsserver, plainPath, sessionPath } from '../tsserver.js';
import type { Failure, Work } from '../work.js';
import { nameAt, nodeAt, offsetOf, spanOf, type Script, type Scripts, type Span } from './script-file.js';

/** A function with the name by which it is called. */
export interface NamedFunction {
  readonly script: Script;
  readonly name: SgNode;
  /** What has the name: the function itself, or the variable, field or property that it is the value of. */
  readonly owner: SgNode;
  /** What has the parameters. */
  readonly node: SgNode;
}

const OWN = new Set(
  ['function_declaration', 'generator_function_declaration', 'function_signature', 'method_definition'].concat([
    'method_signature',
    'abstract_method_signature',
  ]),
);
const HOLDERS = new Set(['variable_declarator', 'public_field_definition', 'field_definition', 'pair']);
const VALUES = new Set(['arrow_function', 'function_expression', 'generator_function']);

/** The function that the name is declared for, rather than used. */
export function functionOf(script: Script, name: SgNode): NamedFunction | null {
  const owner = name.parent();
  if (owner === null) return null;
  const named = owner.field(owner.kind() === 'pair' ? 'key' : 'name') ?? owner.field('property');
  if (named?.id() !== name.id()) return null;
  if (OWN.has(String(owner.kind()))) return { script, name, owner, node: owner };
  const value = HOLDERS.has(String(owner.kind())) ? owner.field('value') : null;
  return value !== null && VALUES.has(String(value.kind())) ? { script, name, owner, node: value } : null;
}

/** The function that has its name, or is named, at the position. */
export async function functionAt(
  work: Work,
  scripts: Scripts,
  path: string,
  position: CodePosition,
): Promise<Result<NamedFunction | null, Failure>> {
  const script = await scripts.get(path);
  if (script.isErr()) return err(script.error);
  const name = nameAt(script.value, offsetOf(script.value, position));
  if (name === null) return ok(null);
  const own = functionOf(script.value, name);
  if (own !== null) return ok(own);
  const place = { file: plainPath(work.server, path), line: position.line, offset: position.column };
  const answer = await askTsserver<readonly Definition[]>(work, 'definition', place);
  if (answer.isErr()) return err(answer.error);
  const [first] = answer.value ?? [];
  if (first === undefined) return ok(null);
  const declared = sessionPath(work.server, first.file);
  if (!work.draft.has(declared)) return ok(null);
  const other = await scripts.get(declared);
  if (other.isErr()) return err(other.error);
  const { text } = other.value;
  const offset = offsetAt(text, lineStarts(text), first.start.line - 1, first.start.offset - 1);
  return ok(functionOf(other.value, nodeAt(other.value, offset)));
}

interface Definition {
  readonly file: string;
  readonly start: { readonly line: number; readonly offset: number };
}

/** The call that the name is called by there; `null` where it is used otherwise. */
export function callOf(name: SgNode): SgNode | null {
  const parent = name.parent();
  const isMember = parent?.kind() === 'member_expression' && parent.field('property')?.id() === name.id();
  const called = isMember ? parent : name;
  const call = called.parent();
  const isCalled = call?.kind() === 'call_expression' && call.field('function')?.id() === called.id();
  return isCalled && call.field('arguments')?.kind() === 'arguments' ? call : null;
}

/** The name by which a parameter is known; `null` where it is a pattern, or `this`. */
export function parameterName(parameter: SgNode): string | null {
  if (parameter.kind() === 'identifier') return parameter.text();
  if (parameter.kind() === 'assignment_pattern')
    return parameterName(parameter.field('left') ?? parameter.child(0) ?? parameter);
  const pattern = parameter.field('pattern') ?? (parameter.kind() === 'rest_pattern' ? parameter : null);
  const inner =
    pattern?.kind() === 'rest_pattern' ? pattern.children().find((each) => each.kind() === 'identifier') : pattern;
  return inner?.kind() === 'identifier' ? inner.text() : null;
}

/** A list in parentheses: its items, and what is around and between them. */
export interface List {
  readonly node: SgNode;
  readonly items: readonly SgNode[];
}

/** Refused where comments are among the items, since it is not known what they are about. */
export function listOf(node: SgNode | null): Result<List, Failure> {
  if (node === null) return err(codeRefused('It has no list of parameters.'));
  const inner = node.children();
  if (inner.some((each) => each.kind() === 'comment'))
    return err(codeRefused('Comments are between parameters or arguments.'));
  return ok({ node, items: inner.filter((each) => each.isNamed()) });
}

/** The list with other items, set apart as they were. */
export function withItems(text: string, { node, items }: List, others: readonly (string | Span)[]): (string | Span)[] {
  const { start, end } = spanOf(node);
  const [first, second, last] = [items[0], items[1], items.at(-1)];
  if (others.length === 0 || first === undefined || last === undefined) return ['()'];
  const lead = text.slice(start, spanOf(first).start);
  const tail = text.slice(spanOf(last).end, end);
  const between = second === undefined ? ', ' : text.slice(spanOf(first).end, spanOf(second).start);
  return [lead, ...others.flatMap((each, index) => (index === 0 ? [each] : [between, each])), tail];
}
