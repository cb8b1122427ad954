const LEAKS: readonly (readonly [string, RegExp])[] = [
  ['a stack', /\n? {2,}at [\w.<>]+ \(?\S+:\d+:\d+/],
  ['a path of the machine', new RegExp(process.cwd().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))],
  ['a module', /node_modules|node:internal|\.[cm]?[jt]s:\d+/],
  ['an exception', /\b(?:Type|Range|Reference|Syntax|Assertion)Error\b|ZodError/],
  ['an error of the system', /\bE(?:NOENT|ACCES|CONNREFUSED|PIPE|ISDIR|NOTDIR|INVAL|EXIST)\b/],
  ['a text of the engine', /Cannot read propert|is not a function|is not iterable|Unexpected token|JSON at position/],
];

/** What of the inside a text shows. */
export function leakIn(text: string): string | null {
  return LEAKS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
