import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { cppSamples } from '../samples/cpp.js';

export const cpp: Language = {
  id: 'cpp',
  name: 'C++',
  aliases: ['c++', 'cxx'],
  tier: 'medium',
  extensions: ['.cpp', '.cc', '.cxx'],
  version: '12.2',
  limits: tierLimits.medium,
  compile: { argv: ['c++', '-O2', '-Wall', '-o', '{output}', '{sources}'] },
  run: { argv: ['{output}'] },
  versionProbe: { argv: ['c++', '--version'] },
  packageManagers: [],
  frameworks: [],
  image: { packages: ['g++', 'libc6-dev', 'make'], env: {}, sizeMb: 240 },
  samples: cppSamples,
};
