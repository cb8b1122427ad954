import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/yjs.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
});
