import { invariant } from '../kernel/index.js';
import type { Program, ProgramProcess } from './memory-program.js';

/** The programs that every simulated box has; they behave like those of POSIX with the same names. */
export const builtInPrograms: Readonly<Record<string, Program>> = {
  cat,
  echo: ({ argv, write }) => write('stdout', `${argv.slice(1).join(' ')}\n`),
  env: printEnvironment,
  exit: ({ argv }) => Number(argv[1] ?? 0) & 0xff,
  false: () => 1,
  printf: ({ argv: [, format = '', ...values], write }) => write('stdout', formatAll(format, values)),
  pwd: ({ cwd, write }) => write('stdout', `${cwd}\n`),
  sleep: (process) => process.sleep(process.argv.slice(1).reduce((sum, text) => sum + toMs(text), 0)),
  true: () => 0,
  yes: repeat,
};

async function cat({ argv, files, stdin, write }: ProgramProcess): Promise<number> {
  let code = 0;
  for (const path of argv.length > 1 ? argv.slice(1) : ['-']) {
    if (path === '-') {
      for await (const chunk of stdin) await write('stdout', chunk);
      continue;
    }
    const content = files.read(path);
    if (content.isOk()) await write('stdout', content.value);
    else {
      await write('stderr', `cat: ${path}: ${content.error.type}\n`);
      code = 1;
    }
  }
  return code;
}

async function printEnvironment({ argv, env, spawn, write }: ProgramProcess): Promise<number> {
  const rest = argv.slice(1);
  const overrides: Record<string, string> = {};
  while (rest[0]?.includes('=') === true) {
    const [name = '', ...value] = (rest.shift() ?? '').split('=');
    overrides[name] = value.join('=');
  }
  if (rest.length === 0) {
    const lines = Object.entries({ ...env, ...overrides }).map(([name, value]) => `${name}=${value}\n`);
    await write('stdout', lines.join(''));
    return 0;
  }
  const child = spawn(rest, { env: overrides });
  if (child.isErr()) return 127;
  return (await child.value.exited).code ?? 1;
}

async function repeat({ argv, write }: ProgramProcess): Promise<never> {
  const line = `${argv.length > 1 ? argv.slice(1).join(' ') : 'y'}\n`;
  const block = line.repeat(Math.ceil(4_096 / line.length));
  for (;;) await write('stdout', block);
}

const UNITS: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function toMs(text: string): number {
  const [, amount, unit = ''] = /^(\d*\.?\d+)([smhd]?)$/.exec(text) ?? [];
  invariant(amount !== undefined, `sleep: invalid time interval "${text}"`);
  return Number(amount) * (UNITS[unit] ?? 0);
}

/** The format once, and again as long as it uses up values. */
function formatAll(format: string, values: readonly string[]): string {
  let rest = values;
  let text = '';
  do {
    const before = rest.length;
    const formatted = formatOnce(format, rest);
    text += formatted.text;
    rest = formatted.rest;
    if (rest.length === before) break;
  } while (rest.length > 0);
  return text;
}

function formatOnce(format: string, values: readonly string[]) {
  const rest = [...values];
  const text = format.replace(/%([%sdb])|\\([0-7]{1,3}|.)/g, (_, conversion?: string, escaped?: string) => {
    if (escaped !== undefined) return unescape(escaped);
    if (conversion === '%') return '%';
    const value = rest.shift() ?? '';
    return conversion === 'd' ? String(parseInt(value, 10) || 0) : value;
  });
  return { text, rest };
}

function unescape(escaped: string): string {
  const known: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    '\\': '\\',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  if (/^[0-7]+$/.test(escaped)) return String.fromCharCode(parseInt(escaped, 8));
  return known[escaped] ?? `\\${escaped}`;
}
