import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { pythonSamples } from '../samples/python.js';

export const python: Language = {
  id: 'python',
  name: 'Python',
  aliases: ['py', 'python3'],
  tier: 'low',
  extensions: ['.py'],
  version: '3.11',
  limits: tierLimits.low,
  run: { argv: ['python3', '{main}'] },
  versionProbe: { argv: ['python3', '--version'] },
  packageManagers: ['pip'],
  frameworks: ['django', 'flask', 'fastapi'],
  image: { packages: ['python3', 'python3-pip', 'python3-venv'], env: { PIP_BREAK_SYSTEM_PACKAGES: '1' }, sizeMb: 40 },
  samples: pythonSamples,
};
