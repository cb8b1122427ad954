import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { cSamples } from '../samples/c.js';

export const c: Language = {
  id: 'c',
  name: 'C',
  aliases: [],
  tier: 'medium',
  extensions: ['.c'],
  version: '12.2',
  limits: tierLimits.medium,
  compile: { argv: ['cc', '-O2', '-Wall', '-o', '{output}', '{sources}', '-lm'] },
  run: { argv: ['{output}'] },
  versionProbe: { argv: ['cc', '--version'] },
  packageManagers: [],
  frameworks: [],
  image: { packages: ['gcc', 'libc6-dev', 'make'], env: {}, sizeMb: 185 },
  samples: cSamples,
};
