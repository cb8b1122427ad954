import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { javaLauncher } from '../supplied/java-launcher.js';
import { javaSamples } from '../samples/java.js';

export const java: Language = {
  id: 'java',
  name: 'Java',
  aliases: [],
  tier: 'high',
  extensions: ['.java'],
  version: '17',
  limits: tierLimits.high,
  supplied: [javaLauncher],
  compile: { argv: ['javac', '-encoding', 'UTF-8', '-d', '{output}', '.build/carrel/Launch.java', '{sources}'] },
  run: { argv: ['java', '-cp', '{output}', 'carrel.Launch', '{output}', '{mainName}'] },
  versionProbe: { argv: ['java', '-version'] },
  packageManagers: ['maven', 'gradle'],
  frameworks: ['spring-boot', 'quarkus'],
  image: { packages: ['default-jdk-headless'], env: {}, sizeMb: 295 },
  samples: javaSamples,
};
