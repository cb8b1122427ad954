import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { rSamples } from '../samples/r.js';

export const r: Language = {
  id: 'r',
  name: 'R',
  aliases: ['rscript'],
  tier: 'medium',
  extensions: ['.r', '.R'],
  version: '4.2',
  limits: tierLimits.medium,
  run: { argv: ['Rscript', '{main}'] },
  versionProbe: { argv: ['Rscript', '--version'] },
  packageManagers: ['cran'],
  frameworks: ['shiny'],
  image: { packages: ['r-base-core'], env: {}, sizeMb: 120 },
  samples: rSamples,
};
