import type { Exit } from '../runtime/index.js';
import { NO_PROGRAM } from './source-command.js';
import type { SourceFailure } from './source-errors.js';

/** The lines that git itself writes while it works. What a server says of its own could be anything, and is left out. */
const PROGRESS =
  /^(?:remote: )?((?:Enumerating|Counting|Compressing|Receiving|Resolving|Updating|Unpacking) [a-z]+:\s+[\w .,/%()|]{1,80})$/;

/** What a person may see of a line of git's; `null` when nothing. */
export function progressOf(line: string): string | null {
  return PROGRESS.exec(line.trim())?.[1] ?? null;
}

/** The first that fits decides. */
const SIGNS: readonly (readonly [RegExp, SourceFailure])[] = [
  [
    /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|error: 40[13]/,
    'auth-refused',
  ],
  [/[Rr]epository .*not found|error: 4(?:04|10)|not valid: is this a git repository/, 'not-found'],
  [/[Cc]ouldn't find remote ref|not our ref|no such remote ref|unadvertised object/, 'ref-not-found'],
  [/File too large|No space left on device|Disk quota exceeded|file size limit/i, 'too-large'],
  [/transport '.*' not allowed|Protocol "?\w+"? (?:not supported|disabled|is disabled)/, 'scheme-refused'],
  [/Operation too slow|timed out/, 'timeout'],
  [/Could not resolve|Failed to connect|Connection refused|No route to host|Network is unreachable/, 'unreachable'],
];

/** Why git ended as it did, given the last of what it wrote, of which nothing goes any further. */
export function failureOf({ code, reason }: Exit, said: string): SourceFailure {
  if (reason === 'timeout') return 'timeout';
  if (reason === 'out-of-memory') return 'too-large';
  if (code === NO_PROGRAM) return 'no-git';
  return SIGNS.find(([sign]) => sign.test(said))?.[1] ?? 'failed';
}
