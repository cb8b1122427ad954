/** The size of what the shell counts files in. */
const BLOCK_BYTES = 512;

/** What git writes of its own, whatever it fetches, stays below this. */
const OWN_BYTES = 1024 * 1024;

/** What the script ends with when it could not do its part; git has no such end. */
export const SCRIPT_FAILED = 97;
/** What a shell ends with when there is no such program. */
export const NO_PROGRAM = 127;

/**
 * Runs git with a bound on the files it writes, of which git tells itself as SIGXFSZ (25) is ignored. With an origin, it answers what git asks of it with the two lines of its standard input:
 * over a named pipe, by words of the shell alone, so that they are in no argument, no environment and no file.
 */
const SCRIPT = `
ulimit -f "$1" || exit ${SCRIPT_FAILED}
trap '' 25
origin=$2
shift 2
[ -n "$origin" ] || exec git "$@"
umask 077
IFS= read -r username && IFS= read -r password || exit ${SCRIPT_FAILED}
place=$(mktemp -d) && mkfifo "$place/answer" || exit ${SCRIPT_FAILED}
while :; do printf 'username=%s\\npassword=%s\\n' "$username" "$password" > "$place/answer"; done &
answering=$!
git -c "credential.$origin.helper=!f() { [ \\"\\$1\\" = get ] || return 0; { IFS= read -r u; IFS= read -r p; } < '$place/answer'; printf '%s\\\\n%s\\\\n' \\"\\$u\\" \\"\\$p\\"; }; f" "$@" < /dev/null
code=$?
kill "$answering"
rm -rf "$place"
exit "$code"
`;

/** Nothing of a repository, and nothing of the image, decides what runs. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'submodule.recurse=false',
  'filter.lfs.smudge=',
  'filter.lfs.process=',
  'filter.lfs.required=false',
  // All that is fetched is one file, which the bound on files holds for.
  'transfer.unpackLimit=1',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'init.defaultBranch=main',
].flatMap((setting) => ['-c', setting]);

export interface GitCommand {
  readonly args: readonly string[];
  /** The most bytes of one file that it writes, where that is more than it needs for itself. */
  readonly maxBytes: number;
  /** Where its credentials are for, such as `https://git.example`; they come on standard input. @default none are given */
  readonly origin?: string | undefined;
}

/** The program of a box that does it. */
export function gitArgv({ args, maxBytes, origin = '' }: GitCommand): readonly string[] {
  const blocks = String(Math.ceil(Math.max(maxBytes, OWN_BYTES) / BLOCK_BYTES));
  return ['sh', '-c', SCRIPT, 'carrel-source', blocks, origin, ...SETTINGS, ...args];
}

/** What git goes by: its messages in English, no settings of the machine, nobody to ask, and the scheme of the source alone. */
export function gitEnvironment(scheme: string): Readonly<Record<string, string>> {
  return {
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: scheme,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_TRACE: '0',
    GIT_TRACE_CURL: '0',
    GIT_TRACE_PACKET: '0',
  };
}
