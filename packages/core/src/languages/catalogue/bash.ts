import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { bashSamples } from '../samples/bash.js';

export const bash: Language = {
  id: 'bash',
  name: 'Bash',
  aliases: ['sh', 'shell'],
  tier: 'low',
  extensions: ['.sh', '.bash'],
  version: '5.2',
  limits: tierLimits.low,
  run: { argv: ['bash', '{main}'] },
  versionProbe: { argv: ['bash', '--version'] },
  packageManagers: [],
  frameworks: [],
  image: { packages: ['bash'], env: {}, sizeMb: 0 },
  samples: bashSamples,
};
