import type { Program } from '@carrel/core/memory';

/** Writes the file that it is told to run, and what it is given, as a real one would write the results of them. */
const python3: Program = async (process) => {
  const [, main = ''] = process.argv;
  const source = process.files.read(main);
  if (source.isErr()) return 2;
  await process.write('stdout', source.value);
  for await (const chunk of process.stdin) await process.write('stderr', chunk);
  return 0;
};

/** Writes `count` lines of its number each, `everyMs` apart. */
const ticker: Program = async (process) => {
  const [, count = '0', everyMs = '0'] = process.argv;
  for (let line = 0; line < Number(count); line += 1) {
    await process.write(line % 2 === 0 ? 'stdout' : 'stderr', `line ${String(line)}\n`);
    if (everyMs !== '0') await process.sleep(Number(everyMs));
  }
};

/** What `marked` did, in order. */
export const marks: string[] = [];

/** Runs until it is ended, and leaves a mark at both ends. */
const marked: Program = async (process) => {
  const [, name = ''] = process.argv;
  marks.push(`began ${name}`);
  process.signal.addEventListener('abort', () => marks.push(`ended ${name}`));
  await process.sleep(600_000);
};

export const testPrograms = { python3, ticker, marked };
