import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { perlSamples } from '../samples/perl.js';

export const perl: Language = {
  id: 'perl',
  name: 'Perl',
  aliases: ['pl'],
  tier: 'low',
  extensions: ['.pl'],
  version: '5.36',
  limits: tierLimits.low,
  run: { argv: ['perl', '{main}'] },
  versionProbe: { argv: ['perl', '--version'] },
  packageManagers: ['cpan'],
  frameworks: ['mojolicious'],
  image: { packages: ['perl'], env: {}, sizeMb: 0 },
  samples: perlSamples,
};
