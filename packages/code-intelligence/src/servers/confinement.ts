import { execFile, type ExecFileException } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeServerFailed, type CodeEngineError } from '@carrel/core/code';
import { err, ok, type Result } from '@carrel/core/kernel';
import type { ServerProgram } from './server-definition.js';

/**
 * Whether a server sees no more of this machine than its session's files, itself and what is in `/usr`, and no network:
 * `required` runs none where the machine cannot do that, `where-possible` runs them all the same.
 */
export type ConfinementChoice = 'required' | 'where-possible' | 'never';

export interface ConfinedFiles {
  readonly root: string;
  readonly home: string;
  /** An empty directory, in whose place the server's own root is mounted. */
  readonly empty: string;
}

const UNSHARE = '/usr/bin/unshare';
const CHECK_MS = 10_000;
/** What a machine says that could start a program at another time. */
const LACKS: ReadonlySet<string> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

/**
 * Runs in namespaces of its own. Arguments: the directory to mount at, the one to be in, then what is to be seen up to `--`, then
 * the program. The environment has a `PATH` for the program; the one for this script is its own.
 */
const SCRIPT = `
set -eu
own=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
new=$1 at=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs "$new"
bind() {
  if [ -d "$1" ]; then mkdir -p "$new$1"; else mkdir -p "$new\${1%/*}"; : >"$new$1"; fi
  mount --rbind "$1" "$new$1"
}
for directory in /bin /sbin /lib /lib32 /lib64; do
  if [ -L "$directory" ]; then ln -s "$(readlink "$directory")" "$new$directory"
  elif [ -d "$directory" ]; then bind "$directory"; fi
done
for path in /usr /dev/null /etc/ld.so.cache; do [ ! -e "$path" ] || bind "$path"; done
while [ "$1" != -- ]; do
  [ -e "$new$1" ] || bind "$1"
  shift
done
shift
mkdir "$new/.before" "$new/proc"
mount --rbind /proc "$new/proc"
cd "$new"
pivot_root . .before
cd "$at"
umount -l /.before
umount -l /proc
rmdir /.before /proc
PATH=$own
exec "$@"
`;

/** What came of looking whether this machine can do it; `unknown` where the look itself was killed, or took too long. */
type Possible = 'yes' | 'no' | 'unknown';

/** How servers are confined on this machine. */
export class Confinement {
  private possible: Promise<Possible> | null = null;

  constructor(private readonly choice: ConfinementChoice) {}

  /**
   * The program that runs `program` confined; `code/server-failed` where that is required and this machine cannot, or where it could
   * not be found out just now.
   */
  async wrap(program: ServerProgram, files: ConfinedFiles): Promise<Result<ServerProgram, CodeEngineError>> {
    if (this.choice === 'never') return ok(program);
    const confined = confine(program, files);
    const looking = (this.possible ??= canRun(
      confine({ program: process.execPath, args: ['--version'], reads: [] }, files),
      files.home,
    ));
    const possible = await looking;
    if (possible === 'yes') return ok(confined);
    if (possible === 'unknown') {
      if (this.possible === looking) this.possible = null;
      return err(codeServerFailed('Whether this machine can confine servers could not be found out.'));
    }
    return this.choice === 'required' ? err(codeServerFailed('This machine cannot confine servers.')) : ok(program);
  }
}

function confine({ program, args, reads }: ServerProgram, { root, home, empty }: ConfinedFiles): ServerProgram {
  const seen = [...new Set([...reads, ...installation(process.execPath), ...installation(program), root, home])];
  const namespaces = ['--user', '--map-root-user', '--mount', '--net', '--ipc'];
  return {
    program: UNSHARE,
    args: [...namespaces, '--', '/bin/sh', '-c', SCRIPT, 'sh', empty, root, ...seen, '--', program, ...args],
    reads: [],
  };
}

/** What a program brings with it where it is not in `/usr`: the directory above that of programs. */
function installation(program: string): readonly string[] {
  const real = realpathSync(program);
  const directory = dirname(dirname(real));
  return [program, real].flatMap((path) =>
    path.startsWith('/usr/') ? [] : [directory === '/' ? real : directory, path],
  );
}

function canRun({ program, args }: ServerProgram, home: string): Promise<Possible> {
  if (!existsSync(program)) return Promise.resolve('no');
  return new Promise((resolve) => {
    execFile(program, [...args], { env: { HOME: home, PATH: home }, timeout: CHECK_MS }, (error) => {
      if (error === null) resolve('yes');
      else resolve(saysNothing(error) ? 'unknown' : 'no');
    });
  });
}

/** Whether it says nothing: a signal ended it or one of its commands, of which a shell tells by a status above 128, or no process was left for it. */
function saysNothing({ signal, code }: ExecFileException): boolean {
  return typeof signal === 'string' || (typeof code === 'number' ? code > 128 : LACKS.has(code ?? ''));
}
