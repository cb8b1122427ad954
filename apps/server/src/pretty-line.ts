/** A line of the log for a person: time, level, message, then the rest as `name=value`. What is no JSON stays as it is. */
export function prettyLine(line: string): string {
  const fields = parse(line);
  if (fields === null) return line;
  const { level, time, msg, ...rest } = fields;
  const clock = typeof time === 'string' ? time.slice(11, 23) : '';
  const details = Object.entries(rest).map(([name, value]) => ` ${name}=${shown(value)}`);
  return `${clock} ${text(level).padEnd(5)} ${text(msg)}${details.join('')}\n`;
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
