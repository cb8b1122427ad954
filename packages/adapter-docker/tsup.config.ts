import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { defineConfig } from 'tsup';

const IMAGES = '../../images';
const CONTEXT = 'context';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  /** What images are built from goes with the package. */
  async onSuccess() {
    await rm(CONTEXT, { recursive: true, force: true });
    await mkdir(CONTEXT);
    const files = (await readdir(IMAGES)).filter((name) => name === 'Dockerfile' || name.endsWith('.sh'));
    await Promise.all(files.map((name) => cp(`${IMAGES}/${name}`, `${CONTEXT}/${name}`)));
  },
});
