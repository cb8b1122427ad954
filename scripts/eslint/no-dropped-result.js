import { ESLintUtils } from '@typescript-eslint/utils';

const RESULTS = new Set(['Result', 'ResultAsync', 'Ok', 'Err']);

/** Flags a statement that computes a `Result`, also behind `await` or `void`, and lets its error fall. */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow statements whose value is a neverthrow result' },
    messages: { dropped: 'This result is dropped, and its error with it. Return it, or handle both sides with match.' },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();

    const isResult = (type) =>
      type.isUnion() ? type.types.some(isResult) : RESULTS.has((type.aliasSymbol ?? type.getSymbol())?.getName() ?? '');

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
