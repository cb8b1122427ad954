import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { csharpSamples } from '../samples/csharp.js';

export const csharp: Language = {
  id: 'csharp',
  name: 'C#',
  aliases: ['cs', 'c#', 'mono'],
  tier: 'medium',
  extensions: ['.cs'],
  version: '6.8',
  limits: tierLimits.medium,
  compile: {
    argv: [
      'mcs',
      '-langversion:latest',
      '-out:{output}.exe',
      '-r:System.Numerics.dll',
      '-r:System.Net.Http.dll',
      '{sources}',
    ],
  },
  run: { argv: ['mono', '{output}.exe'] },
  versionProbe: { argv: ['mcs', '--version'] },
  packageManagers: [],
  frameworks: [],
  image: {
    packages: ['mono-mcs', 'mono-runtime', 'libmono-system-numerics4.0-cil', 'libmono-system-net-http4.0-cil'],
    env: {},
    sizeMb: 70,
  },
  samples: csharpSamples,
};
