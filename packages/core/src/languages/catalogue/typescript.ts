import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { nodeDeclarations } from '../supplied/node-declarations.js';
import { typescriptSamples } from '../samples/typescript.js';

export const typescript: Language = {
  id: 'typescript',
  name: 'TypeScript',
  aliases: ['ts'],
  tier: 'medium',
  extensions: ['.ts', '.mts', '.cts'],
  version: '4.8',
  limits: tierLimits.medium,
  supplied: [nodeDeclarations],
  // Here {output} is a directory: tsc writes one JavaScript file for each source.
  compile: {
    argv: [
      'tsc',
      '--target',
      'es2022',
      '--module',
      'commonjs',
      '--skipLibCheck',
      '--rootDir',
      '.',
      '--outDir',
      '{output}',
      nodeDeclarations.path,
      '{sources}',
    ],
  },
  run: { argv: ['node', '{output}/{mainName}.js'] },
  versionProbe: { argv: ['tsc', '--version'] },
  packageManagers: ['npm', 'yarn', 'pnpm'],
  frameworks: ['express', 'fastify', 'next', 'nestjs', 'react', 'vue', 'angular'],
  image: { packages: ['nodejs', 'npm', 'node-typescript'], env: {}, sizeMb: 270 },
  samples: typescriptSamples,
};
