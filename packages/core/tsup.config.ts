import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/*/index.ts'],
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  // What an earlier build split off goes; the types beside it stay, they are another program's.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map', '!**/*.tsbuildinfo'],
});
