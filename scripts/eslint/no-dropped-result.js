const RESULTS = new Set(['Result', 'ResultAsync', 'Ok', 'Err']);

/**
 * Flags a statement that computes a neverthrow result, also behind `await` or `void`, and lets its error fall. What `match` gives
 * is no result, so a statement that handles both sides passes.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow statements whose value is a neverthrow result' },
    messages: { dropped: 'This result is dropped, and its error with it. Return it, or handle both sides with match.' },
    schema: [],
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();

    const isDropped = (expression) => {
      const type = services.getTypeAtLocation(expression);
      return isResult(type) || isResult(checker.getAwaitedType(type) ?? type);
    };

    return {
      ExpressionStatement(node) {
        const { expression } = node;
        const isVoid = expression.type === 'UnaryExpression' && expression.operator === 'void';
        const value = isVoid ? expression.argument : expression;
        if (value.type !== 'AssignmentExpression' && isDropped(value)) context.report({ node, messageId: 'dropped' });
      },
    };
  },
};

function isResult(type) {
  if (type.isUnion()) return type.types.some(isResult);
  const symbol = type.getSymbol();
  return symbol !== undefined && RESULTS.has(symbol.getName()) && isOfNeverthrow(symbol);
}

function isOfNeverthrow(symbol) {
  return (symbol.getDeclarations() ?? []).some((each) => each.getSourceFile().fileName.includes('/neverthrow/'));
}
