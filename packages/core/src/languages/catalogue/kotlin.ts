import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { kotlinSamples } from '../samples/kotlin.js';

export const kotlin: Language = {
  id: 'kotlin',
  name: 'Kotlin',
  aliases: ['kt'],
  tier: 'high',
  extensions: ['.kt'],
  version: '1.3',
  limits: tierLimits.high,
  compile: { argv: ['kotlinc', '{sources}', '-include-runtime', '-d', '{output}.jar'] },
  run: { argv: ['java', '-jar', '{output}.jar'] },
  versionProbe: { argv: ['kotlinc', '-version'] },
  packageManagers: ['maven', 'gradle'],
  frameworks: ['ktor', 'spring-boot'],
  image: { packages: ['kotlin', 'default-jdk-headless'], env: {}, sizeMb: 655 },
  samples: kotlinSamples,
};
