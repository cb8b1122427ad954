import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { javascriptSamples } from '../samples/javascript.js';

export const javascript: Language = {
  id: 'javascript',
  name: 'JavaScript',
  aliases: ['js', 'node', 'nodejs'],
  tier: 'low',
  extensions: ['.js', '.mjs', '.cjs'],
  version: '18',
  limits: tierLimits.low,
  run: { argv: ['node', '{main}'] },
  versionProbe: { argv: ['node', '--version'] },
  packageManagers: ['npm', 'yarn', 'pnpm'],
  frameworks: ['express', 'fastify', 'next', 'nestjs', 'react', 'vue'],
  image: { packages: ['nodejs', 'npm'], env: {}, sizeMb: 200 },
  samples: javascriptSamples,
};
