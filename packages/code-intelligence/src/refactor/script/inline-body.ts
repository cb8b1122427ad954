import type { SgNode } from '@ast-grep/napi';
import { codeRefused } from '@carrel/core/code';
import { err, ok, type Result } from 'neverthrow';
import type { Failure } from '../work.js';
import { parameterName, type NamedFunction } from './functions.js';
import { isPure } from './purity.js';
import { nodesOf, spanOf, type Span } from './script-file.js';
import { boundNames } from './units.js';

/** New text, or a part of the text that it is put into. */
export type Piece = string | Span;

/** What a function gives, as one expression. */
export interface InlineBody {
  readonly expression: SgNode;
  readonly parameters: readonly string[];
  /** Where each parameter is used in the expression. */
  readonly uses: readonly (readonly SgNode[])[];
  /** The other names that it uses. */
  readonly names: ReadonlySet<string>;
  /** Whether nothing happens when it is evaluated, apart from what it gives. */
  readonly isPure: boolean;
}

const NAMES = ['identifier', 'shorthand_property_identifier', 'type_identifier'];
const FUNCTIONS = new Set([
  'arrow_function',
  'function_expression',
  'generator_function',
  'method_definition',
  'class',
]);
const OWN_MEANING = [
  'this',
  'super',
  'meta_property',
  'await_expression',
  'yield_expression',
  'comment',
  'jsx_element',
].concat(['jsx_self_closing_element']);

/** Refused where it is none that can stand in another place. */
export function inlineBodyOf({ node, name, owner }: NamedFunction): Result<InlineBody, Failure> {
  const refused = (why: string) => err(codeRefused(`"${name.text()}" cannot be inlined: ${why}.`));
  const kind = String(node.kind());
  if (!/^(?:function_declaration|arrow_function|function_expression)$/u.test(kind))
    return refused('it is no plain function');
  if (owner.kind() !== 'function_declaration' && owner.kind() !== 'variable_declarator')
    return refused('it is a property');
  if (owner.kind() === 'variable_declarator' && owner.parent()?.child(0)?.text() !== 'const')
    return refused('it is no `const`');
  if (node.children().some((each) => each.kind() === 'async')) return refused('it is asynchronous');
  if (node.field('type_parameters') !== null && owner.field('type') !== null) return refused('it has types of its own');
  if (/predicate|asserts/u.test(String(node.field('return_type')?.kind())))
    return refused('callers learn a type from it');
  const expression = returned(node.field('body'));
  if (expression === null) return refused('it does more than return one expression');
  const parameters = plainParameters(node);
  if (parameters === null) return refused('a parameter is a pattern, has a default, or is the rest');
  const own = OWN_MEANING.find((each) => nodesOf(expression, [each]).length > 0);
  if (own !== undefined) return refused(`it has ${own.replace(/_/gu, ' ')} in it`);
  const identifiers = namesIn(expression);
  const used = new Set(identifiers.map((each) => each.text()));
  if (used.has('arguments')) return refused('it takes `arguments`');
  if (used.has(name.text())) return refused('it calls itself');
  const typed = node.field('type_parameters');
  const ownTypes = typed === null ? [] : nodesOf(typed, ['type_identifier']);
  if (ownTypes.some((each) => used.has(each.text()))) return refused('its type parameters are used in it');
  const uses = parameters.map((parameter) => identifiers.filter((each) => each.text() === parameter));
  if (uses.flat().some((use) => isInFunction(use, expression))) return refused('a function in it takes its parameters');
  if (uses.flat().some(isAssigned)) return refused('it assigns to a parameter');
  if (isUnclear(expression, parameters)) return refused('a name in it means different things');
  const names = new Set([...used].filter((each) => !parameters.includes(each)));
  return ok({ expression, parameters, uses, names, isPure: isPure(expression) });
}

function returned(body: SgNode | null): SgNode | null {
  if (body === null || body.kind() !== 'statement_block') return unwrapped(body);
  const statements = body.children().filter((each) => each.isNamed());
  const [only] = statements;
  if (statements.length !== 1 || only?.kind() !== 'return_statement') return null;
  const values = only.children().filter((each) => each.isNamed());
  return values.length === 1 ? unwrapped(values[0] ?? null) : null;
}

function unwrapped(node: SgNode | null): SgNode | null {
  if (node?.kind() !== 'parenthesized_expression') return node;
  const inner = node.children().filter((each) => each.isNamed());
  return inner.length === 1 ? unwrapped(inner[0] ?? null) : node;
}

function plainParameters(node: SgNode): string[] | null {
  const single = node.field('parameter');
  if (single !== null) return [single.text()];
  const items =
    node
      .field('parameters')
      ?.children()
      .filter((each) => each.isNamed()) ?? [];
  const names = items.map((each) => {
    const isPlain = !/^\.\.\./u.test(each.text()) && !each.children().some((part) => part.kind() === '=');
    return isPlain ? parameterName(each) : null;
  });
  return names.every((each) => each !== null) ? names : null;
}

/** Every name in it that means something by itself, rather than as a property. */
export function namesIn(node: SgNode): SgNode[] {
  return nodesOf(node, NAMES).filter((each) => each.isLeaf());
}

function isInFunction(use: SgNode, expression: SgNode): boolean {
  for (let node: SgNode | null = use; node !== null; node = node.parent()) {
    if (FUNCTIONS.has(String(node.kind()))) return true;
    if (node.id() === expression.id()) return false;
  }
  return false;
}

function isAssigned(use: SgNode): boolean {
  const parent = use.parent();
  const kind = String(parent?.kind());
  if (kind === 'update_expression' || /pattern/u.test(kind)) return true;
  return /assignment_expression$/u.test(kind) && parent?.field('left')?.id() === use.id();
}

/** Whether a function in it names a parameter of its own as one of these. */
function isUnclear(expression: SgNode, parameters: readonly string[]): boolean {
  return bindingsIn(expression).some((each) => parameters.includes(each));
}

const BINDING = [
  'variable_declarator',
  'required_parameter',
  'optional_parameter',
  'catch_clause',
  'arrow_function',
  'formal_parameters',
]
  .concat(['function_declaration', 'generator_function_declaration', 'function_expression', 'class_declaration'])
  .concat(['abstract_class_declaration', 'enum_declaration', 'internal_module', 'import_specifier', 'namespace_import'])
  .concat(['import_clause', 'for_in_statement', 'type_parameter', 'interface_declaration', 'type_alias_declaration']);

/** The names that are bound anywhere in it, once for each time. */
export function bindingsIn(node: SgNode): string[] {
  return nodesOf(node, BINDING).flatMap((each) => boundBy(each).map((name) => name.text()));
}

function boundBy(node: SgNode): SgNode[] {
  const kind = String(node.kind());
  if (kind === 'import_clause') return node.children().filter((each) => each.kind() === 'identifier');
  if (kind === 'namespace_import') return node.children().filter((each) => each.kind() === 'identifier');
  if (kind === 'import_specifier') return [node.field('alias') ?? node.field('name') ?? node];
  if (kind === 'arrow_function') return boundNames(node.field('parameter'));
  if (kind === 'formal_parameters') return node.children().flatMap(boundNames);
  if (kind === 'catch_clause') return boundNames(node.field('parameter'));
  if (kind === 'for_in_statement') return node.field('kind') === null ? [] : boundNames(node.field('left'));
  if (kind.endsWith('_parameter') && kind !== 'type_parameter') return boundNames(node.field('pattern'));
  const name = node.field('name');
  return name === null ? [] : kind === 'variable_declarator' ? boundNames(name) : [name];
}

/** The expression with others for its parameters. */
export function filledBody({ expression, uses }: InlineBody, values: readonly (readonly Piece[])[]): Piece[] {
  const { start, end } = spanOf(expression);
  const whole = expression.text();
  const places = uses
    .flatMap((each, index) => each.map((node) => ({ node, index })))
    .sort((a, b) => spanOf(a.node).start - spanOf(b.node).start);
  const pieces: Piece[] = [];
  let done = start;
  for (const { node, index } of places) {
    const span = spanOf(node);
    pieces.push(whole.slice(done - start, span.start - start));
    if (node.kind() === 'shorthand_property_identifier') pieces.push(`${node.text()}: `);
    pieces.push(...(values[index] ?? []));
    done = span.end;
  }
  return [...pieces, whole.slice(done - start, end - start)];
}
