// The types of errors that the interface answers with, as their declarations tell of them.
import { join } from 'node:path';
import ts from 'typescript';

/** What every error has. */
const COMMON = ['cause', 'message', 'retryable', 'type'];

/**
 * Every type, sorted, with what its declaration says of it and what else its errors hold.
 *
 * @returns {{ type: string, meaning: string, members: string[] }[]}
 */
export function errorTypes(root) {
  const program = programOf(join(root, 'packages/server-express/tsconfig.src.json'));
  const checker = program.getTypeChecker();
  const api = program.getSourceFile(join(root, 'packages/server-express/src/http/api-error.ts'));
  const [union] = checker.getExportsOfModule(checker.getSymbolAtLocation(api));
  const known = new Map(declaredIn(program, checker));
  return codesOf(checker, checker.getDeclaredTypeOfSymbol(union))
    .sort()
    .map((type) => ({ type, ...(known.get(type) ?? { meaning: '', members: [] }) }));
}

function programOf(path) {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(
    path,
    { noEmit: true, composite: false },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
      },
    },
  );
  return ts.createProgram(fileNames, options);
}

/** By the code of each error that has a declaration to itself. */
function* declaredIn(program, checker) {
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile) continue;
    for (const statement of file.statements) {
      if (!ts.isTypeAliasDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) continue;
      const symbol = checker.getSymbolAtLocation(statement.name);
      const type = checker.getDeclaredTypeOfSymbol(symbol);
      const codes = type.isUnion() ? [] : codesOf(checker, type);
      const meaning = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ');
      const names = type.getProperties().map(({ name }) => name);
      const members = names.filter((name) => !COMMON.includes(name));
      const isError = names.includes('retryable') && /^[\w-]+\/[\w-]+$/.test(codes[0] ?? '');
      if (isError) for (const code of codes) yield [code, { meaning, members }];
    }
  }
}

function codesOf(checker, type) {
  return [...new Set((type.isUnion() ? type.types : [type]).flatMap((one) => literalsOf(checker, one)))];
}

function literalsOf(checker, type) {
  const property = type.getProperty('type');
  if (property === undefined) return [];
  const of = checker.getTypeOfSymbol(property);
  return (of.isUnion() ? of.types : [of]).map(({ value }) => value).filter((value) => typeof value === 'string');
}
