/** The signals of Linux (x86 and ARM) by number; the agent runs nowhere else. */
const NAMES = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGUSR1',
  'SIGSEGV',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGSTKFLT',
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGVTALRM',
  'SIGPROF',
  'SIGWINCH',
  'SIGIO',
  'SIGPWR',
  'SIGSYS',
];

/** `SIGTERM` and the like; `SIG35` and the like for one without a name. */
export function signalName(number: number): string {
  return NAMES[number - 1] ?? `SIG${number}`;
}

/** `undefined` for a name that is no signal's. */
export function signalNumber(name: string): number | undefined {
  const index = NAMES.indexOf(name);
  return index === -1 ? undefined : index + 1;
}
