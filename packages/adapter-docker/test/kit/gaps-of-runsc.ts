import type { KnownGap, RuntimePrograms } from '@carrel/conformance';

/** What gVisor cannot do, as of Debian's release of it; each turns red with a release that can. */
export const gapsOfRunsc: readonly KnownGap[] = [
  {
    test: 'what is typed is shown, and given to the program line by line',
    reason: 'its terminals know no end of input',
  },
  {
    test: 'the interrupt key ends the program in the foreground with SIGINT',
    reason: 'its terminals send no signals',
  },
  {
    test: 'a process that uses more memory than its box may is ended',
    reason: 'the machine sees one program, the sandbox, and ends that: the whole box is out of memory',
  },
];

/** It refuses a flag of `statx` that the `ls` of Debian 12 gives. */
export const programsOfRunsc: Partial<RuntimePrograms> = {
  listNames: (path = '') => [
    'sh',
    '-c',
    'cd "$1" && for name in * .[!.]*; do if [ -e "$name" ] || [ -L "$name" ]; then printf "%s\\n" "$name"; fi; done',
    'kit',
    path,
  ],
};
