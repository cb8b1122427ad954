/**
 * References and the plan of a rename in the TypeScript sources of RxJS, by Carrel with a language server, against the same language
 * server driven by hand, and against `ts-morph` in the process itself. By hand nothing looks whether files changed, the server sees all of
 * the machine, and what a rename would write is made in memory alone; Carrel's plan is stored with a diff and the digests of all files.
 *
 *   node code.mjs [cold] [references] [rename]     these parts alone
 */
import { carrelKind, handKind, makeProject, tsMorphKind } from './src/code-kinds.mjs';
import { compare, finish, median, times } from './src/measure.mjs';

const COLD_ROUNDS = 5;
const WARM_ROUNDS = 7;
const CALLS = 10;
const RENAMES = 3;

const parts = process.argv.slice(2);
const wanted = (part) => parts.length === 0 || parts.includes(part);

const project = await makeProject();
const kinds = { 'by hand': handKind, carrel: carrelKind, 'ts-morph': tsMorphKind };
try {
  if (wanted('cold')) await compareCold();
  if (wanted('references') || wanted('rename')) await compareWarm();
} finally {
  await project.remove();
}
finish();

/** From nothing to the first answer. */
async function compareCold() {
  await compare({
    name: `the first references of a symbol that ${project.files} files use`,
    unit: 'time',
    rounds: COLD_ROUNDS,
    variants: Object.entries(kinds).map(([name, kind]) => ({
      name,
      run: async () => {
        const begun = performance.now();
        const opened = await kind(project);
        await opened.references();
        const took = performance.now() - begun;
        await opened.end();
        return took;
      },
    })),
  });
}

async function compareWarm() {
  const opened = [];
  for (const [name, kind] of Object.entries(kinds)) opened.push([name, await kind(project)]);
  const counts = await Promise.all(opened.map(([, kind]) => kind.references()));
  if (new Set(counts).size > 1) throw new Error(`the kinds do not find the same: ${counts.join(', ')}`);
  if (wanted('references')) {
    await compare({
      name: `references, median of ${CALLS} (${counts[0]} places)`,
      unit: 'time',
      rounds: WARM_ROUNDS,
      variants: opened.map(([name, kind]) => ({ name, run: async () => median(await times(CALLS, kind.references)) })),
    });
  }
  if (wanted('rename')) {
    await compare({
      name: `what a rename would write, median of ${RENAMES}`,
      unit: 'time',
      rounds: WARM_ROUNDS,
      variants: opened.map(([name, kind]) => ({ name, run: async () => median(await times(RENAMES, kind.rename)) })),
    });
  }
  for (const [, kind] of opened) await kind.end();
}
