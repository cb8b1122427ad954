import { posix } from 'node:path';

/** The members of a configuration of TypeScript that name files or code. */
const NAMING_MEMBERS = ['extends', 'files', 'include', 'exclude', 'references', 'compilerOptions', 'watchOptions'];
const OWN_NAME = /(?:^|\/)(?:tsconfig|jsconfig)[^/]*\.json$/u;

/**
 * A configuration of TypeScript without what would run code or look at files outside of the root: plugins, and what it names by an
 * absolute path or by one that leads out. One that cannot be read is empty. `null` where the file can stay as it is, as every file
 * can that is no such configuration.
 *
 * @param path of the file, relative to the root.
 */
export function safeConfiguration(path: string, text: string): string | null {
  if (!path.endsWith('.json') || !(OWN_NAME.test(path) || text.includes('compilerOptions'))) return null;
  const config = parseWithComments(text);
  if (!isRecord(config)) return '{}';
  let isSafe = true;
  const directory = posix.dirname(path);
  const may = (name: string) => {
    if (leadsOutside(directory, name)) isSafe = false;
    return !leadsOutside(directory, name);
  };
  const safe: Record<string, unknown> = { ...config };
  for (const member of NAMING_MEMBERS) if (member in safe) safe[member] = withoutUnsafe(safe[member], may);
  const options = safe['compilerOptions'];
  if (isRecord(options) && 'plugins' in options) {
    delete options['plugins'];
    isSafe = false;
  }
  return isSafe ? null : JSON.stringify(safe, null, 2);
}

/** Whether what is named from `directory` is outside of the root. */
function leadsOutside(directory: string, name: string): boolean {
  if (/^(?:[a-z]:|[/\\~]|file:)/iu.test(name)) return true;
  const plain = name.replaceAll('\\', '/').replaceAll('${configDir}', '.');
  const at = posix.normalize(posix.join(directory, plain));
  return at === '..' || at.startsWith('../');
}

/** A copy in which every text is as it may be; a member or an item whose text may not be is left out. */
function withoutUnsafe(value: unknown, may: (text: string) => boolean): unknown {
  if (typeof value === 'string') return may(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((item) => withoutUnsafe(item, may)).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withoutUnsafe(member, may)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** JSON in which there may be comments and commas behind the last; `undefined` for anything else. */
function parseWithComments(text: string): unknown {
  const strings = String.raw`"(?:[^"\\]|\\.)*"`;
  const plain = text
    .replace(/^\uFEFF/u, '')
    .replace(new RegExp(String.raw`(${strings})|\/\/[^\n]*|\/\*[^]*?\*\/`, 'gu'), '$1')
    .replace(new RegExp(String.raw`(${strings})|,(?=\s*[}\]])`, 'gu'), '$1');
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
