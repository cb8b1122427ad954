// Keeps docs/errors.md: every error that the interface answers with. Checks it, and with --update writes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { errorAdvice } from './error-advice.mjs';
import { errorTypes } from './error-types.mjs';

const PAGE = 'docs/errors.md';
const UPDATE = 'node scripts/docs/errors-page.mjs --update';

const INTRODUCTION = `# Errors

Every error that the interface answers with, by its \`type\`. An answer is a problem of RFC 9457: \`type\`, \`title\`, \`status\`, \`detail\` for a
person, \`requestId\` and \`retryable\`; \`retryAfterMs\` and the header \`Retry-After\` where it is known when to come again. The SDK and the
client give objects with the same \`type\`, which a \`switch\` can exhaust. Decide by \`type\`: other words can change.

Of errors that are marked †, the detail stays in the log, under the \`requestId\`. This page is made from the types of the errors.
`;

/** The page, as Prettier would have it. */
export async function errorsPage(root, types) {
  const answers = await errorAnswers(root);
  const domains = new Map();
  for (const each of types) domains.set(domainOf(each), [...(domains.get(domainOf(each)) ?? []), each]);
  const sections = [...domains].map(([domain, found]) => sectionOf(domain, found, answers));
  return format(INTRODUCTION + sections.join(''), { ...(await resolveConfig(join(root, PAGE))), parser: 'markdown' });
}

/** Which types have no advice, and which advice is for no type. */
export function adviceProblems(errors) {
  const types = new Set(errors.map(({ type }) => type));
  const without = [...types].filter((type) => !errorAdvice.has(type)).map((type) => `${type} has no advice`);
  const stale = [...errorAdvice.keys()].filter((type) => !types.has(type));
  return [...without, ...stale.map((type) => `${type} is no error, and has advice`)];
}

function domainOf({ type }) {
  return type.split('/')[0];
}

function sectionOf(domain, types, answers) {
  const rows = types.map(({ type, meaning }) => {
    const { status, title, internal } = answers[type];
    const means = `${title}${internal === true ? ' †' : ''}. ${meaning}`.trim();
    return `| \`${type}\` | ${status} | ${cell(means)} | ${cell(errorAdvice.get(type) ?? '')} |\n`;
  });
  return `\n## ${domain}\n\n| type | status | what it means | what to do |\n|---|---|---|---|\n${rows.join('')}`;
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

/** The table of the interface, whose source is all that there has to be of it. */
async function errorAnswers(root) {
  const source = readFileSync(join(root, 'packages/server-express/src/http/error-answers.ts'), 'utf8');
  const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module, target } });
  return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`)).errorAnswers;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const types = errorTypes(root);
  const page = await errorsPage(root, types);
  const problems = adviceProblems(types);
  if (process.argv.includes('--update')) writeFileSync(join(root, PAGE), page);
  else if (readFileSync(join(root, PAGE), 'utf8') !== page)
    problems.push(`${PAGE} is not what the types say: ${UPDATE}`);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
