/** Builds `pty-relay.c`. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('pty-relay.c', import.meta.url));

/** The path of the program, which is taken away with this process; `null` where there is no C compiler. */
export async function buildPtyRelay() {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-pty-relay-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const program = join(directory, 'pty-relay');
  try {
    await promisify(execFile)(process.env['CC'] ?? 'cc', ['-O2', '-Wall', '-Wextra', SOURCE, '-o', program, '-lutil']);
    return program;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
