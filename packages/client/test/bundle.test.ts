import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const bundle = async () =>
  build({
    entryPoints: [new URL('../src/index.ts', import.meta.url).pathname],
    ...{ bundle: true, minify: true, write: false, metafile: true, format: 'esm', platform: 'browser' },
  });

it('is bundled for browsers with nothing of Node', async () => {
  // A built-in that is imported fails the build for browsers; what is global in Node alone does not.
  const { metafile, outputFiles, warnings } = await bundle();
  expect(warnings).toEqual([]);
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  expect(outside).toEqual([]);
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect(new Set(packages)).toEqual(new Set(['neverthrow']));
  expect(outputFiles[0]?.text).not.toMatch(/\b(?:Buffer|process|setImmediate|__dirname|require)\b\s*[.(]/);
});

it('is about as large as its README says', async () => {
  const [output] = (await bundle()).outputFiles;
  const size = gzipSync(output?.contents ?? new Uint8Array(), { level: 9 }).byteLength / 1_000;
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const said = Number(/(\d+) kB after gzip/.exec(readme)?.[1]);
  expect(Math.abs(size - said), `${String(size)} kB, not ${String(said)}`).toBeLessThan(2);
});
