import { perlServers, type PortPrograms } from './port-programs.js';
import type { ProgramLine } from './program-line.js';

/** The behaviours that cases need of programs in a box. Each writes exactly what is said here. */
export interface RuntimePrograms extends PortPrograms {
  /** Writes `text` and a newline. `(text)` */
  readonly echo: ProgramLine;
  /** Writes `out` on its output and `err` on its error output, nothing else. `(out, err)` */
  readonly echoBoth: ProgramLine;
  /** Writes each of its arguments as `[argument]` and a newline. */
  readonly showArgs: ProgramLine;
  /** Writes the value of the variable, or `unset`, and a newline. `(name)` */
  readonly printEnv: ProgramLine;
  /** Writes its working directory and a newline. */
  readonly pwd: ProgramLine;
  /** Copies its input to its output until the input ends. */
  readonly cat: ProgramLine;
  /** Writes the content of the file. `(path)` */
  readonly showFile: ProgramLine;
  /** Does nothing for so long, then exits with 0. `(seconds)` */
  readonly sleep: ProgramLine;
  /** Exits with `code`. `(code)` */
  readonly exitCode: ProgramLine;
  /** Sends itself the signal, which it does not handle. `(name)`, such as `SIGTERM` */
  readonly selfSignal: ProgramLine;
  /** Writes as fast as it can, for ever. */
  readonly flood: ProgramLine;
  /** Writes the numbers from 0 up to `count`, each as 7 digits and a newline, as fast as it can. `(count)` */
  readonly count: ProgramLine;
  /** The same with a pause after each. `(count, seconds)` */
  readonly tick: ProgramLine;
  /** Writes `ready` and a newline, ignores SIGTERM, and goes on for ever. */
  readonly ignoreTerm: ProgramLine;
  /** Writes `ready` and a newline; on SIGTERM makes the file `path` and exits with 7. `(path)` */
  readonly endOnTerm: ProgramLine;
  /** Reads no more input, writes `ready` and a newline, and goes on for ever. */
  readonly closeStdin: ProgramLine;
  /**
   * Starts a daemon that has left its parent, session and group (double fork, `setsid`), ignores SIGHUP, and goes on for ever
   * with `marker` on its command line. When its pid is in the file `path`, writes `ready` and a newline, and exits after
   * `seconds`. `(path, marker, seconds)`
   */
  readonly spawnDaemon: ProgramLine;
  /** Starts a child in its own group that goes on for ever with `marker` on its command line, and else like `spawnDaemon`. */
  readonly spawnChild: ProgramLine;
  /** Exits with 0 when a process `pid` has `marker` on its command line, with 1 otherwise. `(pid, marker)` */
  readonly isAlive: ProgramLine;
  /** Starts a child that holds its output open for so long, writes `parent` and a newline, and exits with 0. `(seconds)` */
  readonly holdOutput: ProgramLine;
  /** Starts `count` children, waits for them, and exits with 0 when all could be started. `(count)` */
  readonly forkMany: ProgramLine;
  /** Uses so much memory, and holds it for ever. `(bytes)` */
  readonly eatMemory: ProgramLine;
  /** Writes so many zeros into the file, and exits with 0 when all of them found room. `(path, bytes)` */
  readonly fillFile: ProgramLine;
  /** Writes `yes` when its input and output are a terminal, `no` otherwise, and a newline. */
  readonly isTerminal: ProgramLine;
  /** Writes the rows, a space and the columns of its terminal, and a newline; again after each change, for ever. */
  readonly terminalSize: ProgramLine;
  /** Makes the symbolic link `path`. `(target, path)` */
  readonly link: ProgramLine;
  /** Makes the named pipe `path`. `(path)` */
  readonly makePipe: ProgramLine;
  /** Makes a directory outside the workspace's root that holds the file `secret` with `outside`, and writes its absolute path. */
  readonly makeOutside: ProgramLine;
  /** Writes the names in the directory, each with a newline. `(path)` */
  readonly listNames: ProgramLine;
  /** Removes the directory with all that is in it. `(path)` */
  readonly removeOutside: ProgramLine;
  /**
   * Makes the name `swap` be a directory and a symbolic link to `outside` in turns, as fast as it can, for ever; neither is
   * there in between for a moment. Writes `ready` and a newline when it has begun. `(outside)`
   */
  readonly swapLinkLoop: ProgramLine;
  /** Makes the file `path` an executable that writes `text` and a newline when it is run by name. `(path, text)` */
  readonly makeExecutable: ProgramLine;
}

export type ProgramName = keyof RuntimePrograms;

/** The behaviours in the shell of POSIX, `awk`, Perl, and what Debian and BusyBox have beside them. */
export const posixPrograms: RuntimePrograms = {
  echo: sh('printf "%s\\n" "$1"'),
  echoBoth: sh('printf %s "$1"; printf %s "$2" >&2'),
  showArgs: sh('for argument; do printf "[%s]\\n" "$argument"; done'),
  printEnv: sh('eval "printf \'%s\\n\' \\"\\${$1-unset}\\""'),
  pwd: sh('pwd'),
  cat: () => ['cat'],
  showFile: (path = '') => ['cat', '--', path],
  sleep: (seconds = '0') => ['sleep', seconds],
  exitCode: sh('exit "$1"'),
  selfSignal: sh('kill -s "${1#SIG}" $$; sleep 60'),
  flood: () => ['yes', 'flood'],
  count: (count = '0') => ['awk', `BEGIN { for (i = 0; i < ${count}; i++) printf "%07d\\n", i }`],
  tick: sh('i=0; while [ $i -lt "$1" ]; do printf "%07d\\n" $i; i=$((i + 1)); sleep "$2"; done'),
  ignoreTerm: sh('trap "" TERM; echo ready; while :; do sleep 1; done'),
  endOnTerm: sh('trap \': > "$1"; exit 7\' TERM; echo ready; while :; do sleep 0.05; done'),
  closeStdin: sh('exec 0<&-; echo ready; exec sleep 600'),
  spawnDaemon: spawner('( setsid sh -c "$loop" "$2" "$1" </dev/null >/dev/null 2>&1 & )'),
  spawnChild: spawner('sh -c "$loop" "$2" "$1" </dev/null >/dev/null 2>&1 &'),
  isAlive: sh('tr "\\0" " " < "/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"'),
  holdOutput: sh('sleep "$1" & echo parent; exit 0'),
  forkMany: sh('i=0; while [ $i -lt "$1" ]; do sleep 1 & i=$((i + 1)); done; wait; exit 0'),
  // From a pipe: of a file, even of a device, `tail` reads only the end.
  eatMemory: sh('mkfifo eaten; (head -c "$1" /dev/zero && exec sleep 600) > eaten & exec tail -c "$1" eaten'),
  fillFile: sh('head -c "$2" /dev/zero > "$1"'),
  isTerminal: sh('if [ -t 0 ] && [ -t 1 ]; then echo yes; else echo no; fi'),
  terminalSize: sh('trap "stty size" WINCH; stty size; while :; do sleep 0.05; done'),
  link: (target = '', path = '') => ['ln', '-s', target, path],
  makePipe: (path = '') => ['mkfifo', path],
  makeOutside: sh('d=$(mktemp -d) && printf outside > "$d/secret" && printf %s "$d"'),
  listNames: (path = '') => ['ls', '-1A', path],
  removeOutside: (path = '') => ['rm', '-rf', '--', path],
  swapLinkLoop: sh(
    // Whoever writes below the name makes a directory of it at any moment, so whatever is there is moved out of the way.
    'mkdir gone && echo ready && i=0; ' +
      'while :; do mkdir swap; mv swap gone/$i; ln -s "$1" swap; mv swap gone/link$i; i=$((i + 1)); done 2>/dev/null',
  ),
  makeExecutable: sh('printf "#!/bin/sh\\necho \'%s\'\\n" "$2" > "$1" && chmod 755 "$1"'),
  ...perlServers,
};

/** The script with the arguments as `$1` and so on. */
function sh(script: string): ProgramLine {
  return (...args) => ['sh', '-c', script, 'kit', ...args];
}

/** Starts a loop that tells its pid in `$1` and is called `$2`, then waits for that and goes on for `$3` seconds. */
function spawner(start: string): ProgramLine {
  const loop = 'trap "" HUP; echo $$ > "$1.new"; mv "$1.new" "$1"; while :; do sleep 1; done';
  return sh(`loop='${loop}'\n${start}\nwhile ! [ -e "$1" ]; do sleep 0.01; done; echo ready; exec sleep "$3"`);
}
