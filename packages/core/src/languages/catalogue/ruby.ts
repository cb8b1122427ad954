import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { rubySamples } from '../samples/ruby.js';

export const ruby: Language = {
  id: 'ruby',
  name: 'Ruby',
  aliases: ['rb'],
  tier: 'low',
  extensions: ['.rb'],
  version: '3.1',
  limits: tierLimits.low,
  run: { argv: ['ruby', '{main}'] },
  versionProbe: { argv: ['ruby', '--version'] },
  packageManagers: ['bundler', 'gem'],
  frameworks: ['rails', 'sinatra'],
  image: { packages: ['ruby', 'ruby-bundler'], env: {}, sizeMb: 30 },
  samples: rubySamples,
};
