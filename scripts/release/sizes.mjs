// Holds what is published against its budgets: each tarball, what it unpacks to, and what a browser loads of it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** The most bytes of each package and bundle: `{ packages: { NAME: { packed, unpacked } }, bundles: { SUBPATH: gzipped } }`. */
export function readBudgets() {
  return JSON.parse(readFileSync(new URL('size-budgets.json', import.meta.url), 'utf8'));
}

/** What is larger than its budget, has none, or has one and is not there. */
export function checkSizes(packages, budgets) {
  const problems = packages.flatMap(({ name, packedBytes, unpackedBytes }) => {
    const budget = budgets[name];
    if (budget === undefined) return [`${name}: has no size budget`];
    return [
      ...past(`${name}: packed`, packedBytes, budget.packed),
      ...past(`${name}: unpacked`, unpackedBytes, budget.unpacked),
    ];
  });
  const names = packages.map(({ name }) => name);
  const unknown = Object.keys(budgets).filter((name) => !names.includes(name));
  return [...problems, ...unknown.map((name) => `${name}: has a size budget and is not published`)];
}

/** What a page loads of each subpath, minified and gzipped, when that is past its budget. */
export async function checkBundles(directory, budgets) {
  const problems = await Promise.all(
    Object.entries(budgets).map(async ([subpath, budget]) =>
      past(`${subpath}: minified and gzipped`, await bundleBytes(directory, subpath), budget),
    ),
  );
  return problems.flat();
}

/** The gzipped bytes of everything that a page gets by importing a subpath that is installed in a directory. */
export async function bundleBytes(directory, subpath) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(subpath)};`, resolveDir: directory },
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent' },
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).byteLength;
}

function past(what, bytes, budget) {
  return bytes <= budget ? [] : [`${what}: ${bytes} bytes, more than its budget of ${budget}`];
}
