// Keeps packages/server-express/src/openapi/route-errors.ts: which errors each route can answer with, as the types of its handler
// and of its path's parameters say. Checks it, and with --update writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const PACKAGE = new URL('../packages/server-express/', import.meta.url).pathname;
const TABLE = `${PACKAGE}src/openapi/route-errors.ts`;

/** Services share unions of errors that are wider than some of their methods: no path but these has to do with the domain. */
const ONLY = [
  [/^port\//, /\/ports?\b/],
  [/^process\//, /\/(commands|terminals|run|projects|ports?)\b/],
  [/^file\//, /\/(files|code|commands|terminals|run|projects|backups|restore|fork)\b/],
];

const config = ts.getParsedCommandLineOfConfigFile(
  `${PACKAGE}tsconfig.src.json`,
  { noEmit: true, composite: false },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail(problem.messageText) },
);
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();
const routes = new Map();
for (const file of program.getSourceFiles()) {
  if (file.fileName.startsWith(`${PACKAGE}src/`)) visit(file);
}

const all = [...new Set(typesOf(typeNamed('ApiError')))];
const known = [...routes].filter(([, types]) => types.size < all.length);
const table = new Map(
  known.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, types]) => [name, shown(name, types)]),
);
const text = `// Made by scripts/route-errors.mjs from the types of the routes' handlers: node scripts/route-errors.mjs --update
/** The errors that a route's own work can end with, by its method and path; \`store/*\` stands for all of a domain. */
export const routeErrors: Readonly<Record<string, string>> = {
${[...table].map(([name, types]) => `  '${name}':${types.length + name.length > 110 ? '\n    ' : ' '}'${types}',`).join('\n')}
};
`;

if (process.argv.includes('--update')) writeFileSync(TABLE, text);
else if (readFileSync(TABLE, 'utf8') !== text)
  fail('route-errors.ts is not what the types say: node scripts/route-errors.mjs --update');

function visit(node) {
  const [facts] =
    ts.isCallExpression(node) && /^(bearer|public)Route$/.test(node.expression.getText()) ? node.arguments : [];
  if (facts !== undefined && ts.isObjectLiteralExpression(facts)) {
    const members = Object.fromEntries(facts.properties.map((member) => [member.name.text, member]));
    const name = `${members.method.initializer.text} ${members.path.initializer.text}`;
    routes.set(name, new Set([...failuresOf(members.handle.initializer), ...paramFailures(members.params)]));
  }
  ts.forEachChild(node, visit);
}

/** The types of the errors that a function answering \`ResultAsync\` or \`Result\` can give. */
function failuresOf(fn) {
  return failures(checker.getReturnTypeOfSignature(checker.getSignatureFromDeclaration(fn)));
}

function failures(type) {
  return (type.isUnion() ? type.types : [type]).flatMap((one) => {
    const [, error] = one.aliasTypeArguments ?? checker.getTypeArguments(one);
    return error === undefined ? [] : typesOf(error);
  });
}

function paramFailures(member) {
  const params = checker.getTypeAtLocation(member.initializer ?? member.name);
  return params.getProperties().flatMap((property) => {
    const [signature] = checker.getTypeOfSymbol(property).getCallSignatures();
    return failures(checker.getReturnTypeOfSignature(signature));
  });
}

function typesOf(error) {
  return (error.isUnion() ? error.types : [error]).flatMap((one) => {
    const property = one.getProperty('type');
    if (property === undefined) return [];
    const type = checker.getTypeOfSymbol(property);
    return (type.isUnion() ? type.types : [type]).map(({ value }) => value);
  });
}

function typeNamed(name) {
  const file = program.getSourceFile(`${PACKAGE}src/http/api-error.ts`);
  const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(file)).find((one) => one.name === name);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

function shown(name, types) {
  const kept = new Set(
    [...types].filter((type) => ONLY.every(([domain, path]) => !domain.test(type) || path.test(name))),
  );
  const domains = new Set([...kept].map((type) => type.split('/')[0]));
  const words = [...domains].flatMap((domain) => {
    const whole = all.filter((type) => type.startsWith(`${domain}/`));
    if (whole.length > 2 && whole.every((type) => kept.has(type))) return [`${domain}/*`];
    return whole.filter((type) => kept.has(type));
  });
  return [...new Set(words)].sort().join(' ');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
