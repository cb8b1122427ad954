import type { ChildOptions, Program, ProgramProcess } from '@carrel/core/memory';
import { memoryKitServers } from './memory-kit-servers.js';
import { posixPrograms, type ProgramName, type RuntimePrograms } from '../../src/index.js';

/** The behaviours of the kit as functions; each is called by its name, with the arguments that the kit gives. */
export const memoryKitPrograms: Readonly<Record<string, Program>> = {
  ...memoryKitServers,
  echoBoth: async ({ argv, write }) => {
    await write('stdout', argv[1] ?? '');
    await write('stderr', argv[2] ?? '');
  },
  showArgs: ({ argv, write }) =>
    write(
      'stdout',
      argv
        .slice(1)
        .map((arg) => `[${arg}]\n`)
        .join(''),
    ),
  printEnv: ({ argv, env, write }) => write('stdout', `${env[argv[1] ?? ''] ?? 'unset'}\n`),
  showFile: ({ argv, files, write }) => write('stdout', files.read(argv[1] ?? '')._unsafeUnwrap()),
  exitCode: ({ argv }) => Number(argv[1]),
  selfSignal: (process) => {
    process.kill(process.pid, process.argv[1] ?? '');
  },
  flood: async ({ write }) => {
    for (;;) await write('stdout', 'flood\n'.repeat(500));
  },
  count: (process) => count(process, 0),
  tick: (process) => count(process, Number(process.argv[2]) * 1_000),
  ignoreTerm: async (process) => {
    process.onSignal('SIGTERM', 'ignore');
    await process.write('stdout', 'ready\n');
    await forEver(process);
  },
  endOnTerm: async (process) => {
    process.onSignal('SIGTERM', () => {
      process.files.write(process.argv[1] ?? '', '')._unsafeUnwrap();
      process.exit(7);
    });
    await process.write('stdout', 'ready\n');
    await forEver(process);
  },
  closeStdin: async (process) => {
    process.closeStdin();
    await process.write('stdout', 'ready\n');
    await forEver(process);
  },
  spawnDaemon: (process) => start(process, { detached: true, output: 'none' }),
  spawnChild: (process) => start(process, { output: 'none' }),
  // Runs on, with its marker as an argument.
  daemon: async (process) => {
    process.onSignal('SIGHUP', 'ignore');
    process.files.write(`/tmp/${process.pid}`, process.argv[2] ?? '')._unsafeUnwrap();
    process.files.write(process.argv[1] ?? '', String(process.pid))._unsafeUnwrap();
    await forEver(process);
  },
  isAlive: ({ argv: [, pid = '', marker = ''], files, kill }) => {
    const known = files.read(`/tmp/${pid}`).map((bytes) => new TextDecoder().decode(bytes));
    return kill(Number(pid), '0') && known.unwrapOr('') === marker ? 0 : 1;
  },
  holdOutput: async (process) => {
    process.spawn(['sleep', process.argv[1] ?? ''])._unsafeUnwrap();
    await process.write('stdout', 'parent\n');
  },
  forkMany: async (process) => {
    const children = Array.from({ length: Number(process.argv[1]) }, () => process.spawn(['sleep', '0.05']));
    await process.sleep(100);
    return children.every((child) => child.isOk()) ? 0 : 2;
  },
  eatMemory: async (process) => {
    await process.claimMemory(Number(process.argv[1]));
    await forEver(process);
  },
  // In pieces, as programs write: what there is room for is written.
  fillFile: ({ argv: [, path = '', bytes = '0'], files }) => {
    for (let size = 1_048_576; size <= Number(bytes); size *= 2) {
      if (files.write(path, Buffer.alloc(size)).isErr()) return 1;
    }
    return 0;
  },
  isTerminal: ({ terminal, write }) => write('stdout', terminal === null ? 'no\n' : 'yes\n'),
  terminalSize: async (process) => {
    const show = () => process.write('stdout', `${process.terminal?.rows} ${process.terminal?.cols}\n`);
    process.onSignal('SIGWINCH', () => void show());
    await show();
    await forEver(process);
  },
  link: ({ argv: [, target = '', path = ''], files }) => {
    files.link(path, target)._unsafeUnwrap();
  },
  makeOutside: async ({ pid, files, write }) => {
    files.write(`/tmp/outside-${pid}/secret`, 'outside')._unsafeUnwrap();
    await write('stdout', `/tmp/outside-${pid}`);
  },
  listNames: async ({ argv, files, write }) => {
    const entries = files.list(argv[1] ?? '')._unsafeUnwrap();
    await write('stdout', entries.map(({ path }) => `${path.slice(path.lastIndexOf('/') + 1)}\n`).join(''));
  },
  removeOutside: ({ argv, files }) => {
    files.remove(argv[1] ?? '')._unsafeUnwrap();
  },
  swapLinkLoop: async ({ argv, files, sleep, write }) => {
    files.makeDirectory('gone')._unsafeUnwrap();
    await write('stdout', 'ready\n');
    // Whoever writes below the name makes a directory of it at any moment, so whatever is there is moved out of the way.
    for (let time = 0; ; time += 1) {
      files.makeDirectory('swap').unwrapOr(undefined);
      await sleep(0);
      files.rename('swap', `gone/${time}`).unwrapOr(undefined);
      files.link('swap', argv[1] ?? '').unwrapOr(undefined);
      await sleep(0);
      files.rename('swap', `gone/link-${time}`).unwrapOr(undefined);
      await sleep(0);
    }
  },
};

/** How the kit calls them: those of POSIX that every simulated box has stay what they are. */
export const memoryKitLines: RuntimePrograms = {
  ...posixPrograms,
  echo: (text = '') => ['echo', text],
  pwd: () => ['pwd'],
  ...Object.fromEntries(
    Object.keys(memoryKitPrograms)
      .filter((name): name is ProgramName => name in posixPrograms)
      .map((name) => [name, (...args: readonly string[]) => [name, ...args]]),
  ),
};

async function count({ argv, sleep, write }: ProgramProcess, pauseMs: number): Promise<void> {
  for (let number = 0; number < Number(argv[1]); number += 1) {
    await write('stdout', `${String(number).padStart(7, '0')}\n`);
    if (pauseMs > 0) await sleep(pauseMs);
  }
}

async function start(process: ProgramProcess, options: ChildOptions): Promise<void> {
  const [, path = '', marker = '', seconds = '0'] = process.argv;
  process.spawn(['daemon', path, marker], options)._unsafeUnwrap();
  while (process.files.stat(path).isErr()) await process.sleep(1);
  await process.write('stdout', 'ready\n');
  await process.sleep(Number(seconds) * 1_000);
}

async function forEver(process: ProgramProcess): Promise<never> {
  for (;;) await process.sleep(60_000);
}
