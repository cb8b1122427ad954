/** The most characters of a name. */
const MAX_LENGTH = 64;

/**
 * What an audit record says of a program: the last part of its path and nothing of its arguments, which may hold secrets. What
 * does not look like the name of a program becomes `?`.
 */
export function programName(argv: readonly string[]): string {
  const [program = ''] = argv;
  const name = program.slice(program.lastIndexOf('/') + 1);
  return name.length <= MAX_LENGTH && /^[\w.+-]+$/.test(name) ? name : '?';
}
