import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { luaSamples } from '../samples/lua.js';

export const lua: Language = {
  id: 'lua',
  name: 'Lua',
  aliases: [],
  tier: 'low',
  extensions: ['.lua'],
  version: '5.4',
  limits: tierLimits.low,
  run: { argv: ['lua', '{main}'] },
  versionProbe: { argv: ['lua', '-v'] },
  packageManagers: ['luarocks'],
  frameworks: [],
  image: { packages: ['lua5.4'], env: {}, sizeMb: 1 },
  samples: luaSamples,
};
