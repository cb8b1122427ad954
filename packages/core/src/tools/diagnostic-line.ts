import type { CodeDiagnostic } from '../code/index.js';

/** As `src/a.ts:3:5 error: what is wrong (TS2322)`. */
export function diagnosticLine({ path, range, severity, message, code }: CodeDiagnostic): string {
  const named = code === null ? '' : ` (${code})`;
  return `${path}:${range.start.line}:${range.start.column} ${severity}: ${message.replaceAll('\n', ' ')}${named}`;
}
