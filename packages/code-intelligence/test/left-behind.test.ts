import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@carrel/core/kernel';
import { build } from 'esbuild';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createCodeEngine } from '../src/index.js';
import { hasClangd } from './clangd-backend.js';
import { MemorySource } from './memory-source.js';
import { processesIn } from './processes.js';

const ROOT = join(import.meta.dirname, '..');

/** A process of its own, from the sources. */
async function startChild(directory: string) {
  const outfile = join(ROOT, 'build', 'children', 'ask-and-wait.mjs');
  await build({
    entryPoints: [join(ROOT, 'test', 'children', 'ask-and-wait.ts')],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'esm', conditions: ['carrel-source'], logLevel: 'silent' },
    packages: 'external',
    alias: { '@carrel/core': join(ROOT, '..', 'core', 'src') },
  });
  const child = spawn(process.execPath, [outfile, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

it.runIf(hasClangd)('servers end with a process that is killed, and the next one removes its mirrors', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'code-left-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const child = await startChild(directory);
  expect(processesIn(directory).length).toBeGreaterThanOrEqual(3);
  child.kill('SIGKILL');
  await once(child, 'close');
  await vi.waitFor(() => expect(processesIn(directory)).toEqual([]), { timeout: 30_000, interval: 100 });
  const left = readdirSync(directory);
  expect(left).toHaveLength(1);

  const engine = createCodeEngine({ directory });
  onTestFinished(() => engine.dispose());
  const source = new MemorySource('next', { 'a.ts': 'export const one = 1;\n' });
  await unwrap(engine.query(source, { type: 'symbols', path: 'a.ts' }));
  const here = readdirSync(directory);
  expect(here).toHaveLength(1);
  expect(here).not.toEqual(left);
  await engine.dispose();
  expect(readdirSync(directory)).toEqual([]);
});
