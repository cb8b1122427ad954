import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { phpSamples } from '../samples/php.js';

export const php: Language = {
  id: 'php',
  name: 'PHP',
  aliases: [],
  tier: 'low',
  extensions: ['.php'],
  version: '8.2',
  limits: tierLimits.low,
  run: { argv: ['php', '{main}'] },
  versionProbe: { argv: ['php', '--version'] },
  packageManagers: ['composer'],
  frameworks: ['laravel', 'symfony'],
  image: { packages: ['php-cli'], env: {}, sizeMb: 65 },
  samples: phpSamples,
};
