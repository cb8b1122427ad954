import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { goModule } from '../supplied/go-module.js';
import { goSamples } from '../samples/go.js';

export const go: Language = {
  id: 'go',
  name: 'Go',
  aliases: ['golang'],
  tier: 'high',
  extensions: ['.go'],
  version: '1.19',
  limits: tierLimits.high,
  supplied: [goModule],
  // Builds the package of the directory, so that files of other packages may lie below it.
  compile: { argv: ['go', 'build', '-buildvcs=false', '-o', '{output}', '.'] },
  run: { argv: ['{output}'] },
  versionProbe: { argv: ['go', 'version'] },
  packageManagers: ['go'],
  frameworks: ['gin', 'echo', 'fiber'],
  image: { packages: ['golang-go'], env: {}, sizeMb: 460 },
  samples: goSamples,
};
