import type { Language } from './language.js';

const PROMISES = ['user', 'directory', 'program', 'certificates', 'text', 'setuid', 'language'] as const;

/** A promise of the image contract that an image does not keep. */
export interface ImageFinding {
  readonly promise: (typeof PROMISES)[number];
  /** What is wrong, for a person. */
  readonly detail: string;
}

/** How an image is asked what it lacks. */
export interface ImageCheck {
  /** Run in a container of the image, as it starts one itself: without another user or directory. */
  readonly argv: readonly string[];
  /** Everything that is wrong, from what it prints. Empty when the image keeps the contract. */
  read(stdout: string): readonly ImageFinding[];
}

const PROGRAMS = [
  ...['sh', 'bash', 'cat', 'env', 'ls', 'sha256sum', 'timeout'],
  ...['find', 'xargs', 'grep', 'sed', 'tar', 'gzip', 'git'],
];

/** Checks the contract of docs/images.md, with the programs and versions of these languages. */
export function imageCheck(languages: readonly Language[]): ImageCheck {
  const parts = [COMMON, ...PROGRAMS.map(hasProgram), ...languages.map(hasLanguage), 'say end ""'];
  return { argv: ['sh', '-c', parts.join('\n')], read: (stdout) => readFindings(stdout, languages) };
}

/** Each line is a promise, a tab and what was seen. */
const COMMON = String.raw`say() { printf '%s\t%s\n' "$1" "$2"; }
has() { command -v "$1" > /dev/null 2>&1; }
[ "$(id -u)" = 1000 ] && [ "$(id -g)" = 1000 ] || say user "runs as $(id -u):$(id -g), expected 1000:1000"
id -un > /dev/null 2>&1 || say user "uid $(id -u) has no entry in /etc/passwd"
[ "$(pwd)" = /workspace ] || say directory "starts in $(pwd), expected /workspace"
[ "$HOME" = /workspace ] || say directory "HOME is $HOME, expected /workspace"
[ -d /workspace ] && [ -w /workspace ] || say directory "its user may not write to /workspace"
[ -d /tmp ] && [ -w /tmp ] || say directory "its user may not write to /tmp"
[ -s /etc/ssl/certs/ca-certificates.crt ] || say certificates "there is no /etc/ssl/certs/ca-certificates.crt"
case "$LANG" in *.UTF-8 | *.utf8) ;; *) say text "LANG is '$LANG', expected C.UTF-8" ;; esac
find / -xdev -type f -perm /6000 2> /dev/null | while read -r path; do say setuid "$path makes its caller another user"; done`;

function hasProgram(name: string): string {
  return `has ${name} || say program 'there is no ${name}'`;
}

function hasLanguage({ id, compile, run, versionProbe }: Language): string {
  const programs = [compile?.argv[0], run.argv[0], versionProbe?.argv[0]].filter(
    (program): program is string => program !== undefined && !program.startsWith('{'),
  );
  const missing = [...new Set(programs)].map(
    (program) => `has ${quoted(program)} || say language ${quoted(`${id} has no program ${program}`)}`,
  );
  if (versionProbe === undefined) return missing.join('\n');
  const [program = '', ...rest] = versionProbe.argv.map(quoted);
  const asked = `$(${[program, ...rest].join(' ')} 2>&1 < /dev/null | tr '\\n\\t' '  ')`;
  return [...missing, `has ${program} && say version:${id} "${asked}"`].join('\n');
}

function readFindings(stdout: string, languages: readonly Language[]): readonly ImageFinding[] {
  const lines = stdout.split('\n').map((line) => line.split('\t'));
  const findings = lines.flatMap(([what = '', detail = '']) => {
    const language = languages.find(({ id }) => what === `version:${id}`);
    if (language !== undefined) return versionFinding(language, detail);
    return isPromise(what) ? [{ promise: what, detail }] : [];
  });
  const ended = lines.some(([what]) => what === 'end');
  return ended ? findings : [...findings, { promise: 'program', detail: 'its sh did not carry the check through' }];
}

/** A version is found where no digit or dot goes on with it: 3.1 is in 3.1.2, and not in 3.11 or 13.1. */
function versionFinding({ id, version }: Language, seen: string): readonly ImageFinding[] {
  if (version === null) return [];
  const pattern = version.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`(?<![\\d.])${pattern}(?!\\d)`).test(seen)) return [];
  return [{ promise: 'language', detail: `${id} is not ${version}: ${seen.trim().slice(0, 120)}` }];
}

function isPromise(text: string): text is ImageFinding['promise'] {
  return PROMISES.some((promise) => promise === text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
