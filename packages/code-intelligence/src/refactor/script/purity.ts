import type { SgNode } from '@ast-grep/napi';

/** What has no effect and is the same each time, whatever is in it. */
const PLAIN = new Set(
  [
    'number',
    'string',
    'true',
    'false',
    'null',
    'undefined',
    'identifier',
    'this',
    'regex',
    'super',
    'property_identifier',
  ]
    .concat([
      'arrow_function',
      'function_expression',
      'generator_function',
      'function',
      'shorthand_property_identifier',
    ])
    .concat(['method_definition', 'comment', 'private_property_identifier', 'template_chars', 'string_fragment']),
);

/** What has no effect where its parts have none. */
const MADE_OF = new Set(
  [
    'parenthesized_expression',
    'array',
    'object',
    'pair',
    'template_string',
    'template_substitution',
    'sequence_expression',
  ].concat(['ternary_expression', 'non_null_expression', 'computed_property_name']),
);

const TYPED = new Set(['as_expression', 'satisfies_expression', 'type_assertion']);
const OPERATORS_WITH_EFFECT = new Set(['delete', 'await', 'yield', '++', '--', 'in', 'instanceof']);

/**
 * Whether nothing happens when the expression is evaluated, apart from what it gives. Calls, and properties, which may be
 * getters, are not looked into.
 */
export function isPure(node: SgNode): boolean {
  const kind = String(node.kind());
  if (!node.isNamed() || PLAIN.has(kind)) return true;
  if (MADE_OF.has(kind)) return node.children().every(isPure);
  if (TYPED.has(kind)) {
    const value = node.children().find((each) => each.isNamed() && !/type/u.test(String(each.kind())));
    return value !== undefined && isPure(value);
  }
  if (kind === 'binary_expression' || kind === 'unary_expression') {
    const operator = node.field('operator')?.text() ?? '';
    return !OPERATORS_WITH_EFFECT.has(operator) && node.children().every(isPure);
  }
  return kind === 'class' || kind === 'class_declaration' || kind === 'abstract_class_declaration'
    ? isPureClass(node)
    : false;
}

function isPureClass(node: SgNode): boolean {
  const heritage = node.children().find((each) => each.kind() === 'class_heritage');
  const bases = heritage?.children().filter((each) => each.isNamed() && each.kind() !== 'implements_clause') ?? [];
  if (!bases.every((each) => /^(extends\s+)?[\w$]+(<[^()]*>)?$/u.test(each.text()))) return false;
  if (node.children().some((each) => each.kind() === 'decorator')) return false;
  const members = node.field('body')?.children() ?? [];
  return members.every((member) => {
    const kind = String(member.kind());
    if (kind === 'class_static_block' || kind === 'decorator') return false;
    if (member.children().some((each) => each.kind() === 'decorator')) return false;
    const name = member.field('name');
    if (name?.kind() === 'computed_property_name' && !isPure(name)) return false;
    const isStatic = member.children().some((each) => each.kind() === 'static');
    const value = member.field('value');
    return !isStatic || value === null || isPure(value);
  });
}
