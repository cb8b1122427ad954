import { readFileSync } from 'node:fs';

/** The version of this program, as its package says; one directory up from the sources and from the build alike. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const given =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof given === 'string' ? given : 'unknown';
}
