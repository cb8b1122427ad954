import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { rustSamples } from '../samples/rust.js';

export const rust: Language = {
  id: 'rust',
  name: 'Rust',
  aliases: ['rs'],
  tier: 'high',
  extensions: ['.rs'],
  version: '1.63',
  limits: tierLimits.high,
  // Other files are modules of the main one, which names them by `mod`.
  compile: { argv: ['rustc', '--edition', '2021', '-O', '-o', '{output}', '{main}'] },
  run: { argv: ['{output}'] },
  versionProbe: { argv: ['rustc', '--version'] },
  packageManagers: ['cargo'],
  frameworks: ['actix', 'axum', 'rocket'],
  image: { packages: ['rustc', 'cargo'], env: {}, sizeMb: 645 },
  samples: rustSamples,
};
