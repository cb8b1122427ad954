import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasBackend } from './backends.js';

describe('hasBackend', () => {
  let directory: string;
  let skipped: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'carrel-backends-'));
    skipped = join(directory, 'skipped.txt');
    vi.stubEnv('SKIPPED_BACKENDS_FILE', skipped);
    vi.stubEnv('REQUIRE_BACKENDS', '');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });
  });

  it('says yes to one that is there, and writes nothing down', async () => {
    expect(hasBackend('disk', null)).toBe(true);
    await expect(readFile(skipped)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says no to each that is missing, and writes down why', async () => {
    expect(hasBackend('moon', 'it is day')).toBe(false);
    expect(hasBackend('sun', 'it is night')).toBe(false);
    expect(await readFile(skipped, 'utf8')).toBe('moon: it is day\nsun: it is night\n');
  });

  it('throws for a missing one where all are required', () => {
    vi.stubEnv('REQUIRE_BACKENDS', '1');

    expect(() => hasBackend('moon', 'it is day')).toThrow('The backend moon is required: it is day');
    expect(hasBackend('disk', null)).toBe(true);
  });

  it('writes down one that is optional, also where all others are required', async () => {
    vi.stubEnv('REQUIRE_BACKENDS', '1');

    expect(hasBackend('moon', 'it is day', { isOptional: true })).toBe(false);
    expect(await readFile(skipped, 'utf8')).toBe('moon: it is day\n');
  });
});
