import type { Language } from '../language.js';
import { tierLimits } from '../language-limits.js';
import { sqlSamples } from '../samples/sql.js';

export const sql: Language = {
  id: 'sql',
  name: 'SQL (SQLite)',
  aliases: ['sqlite', 'sqlite3'],
  tier: 'low',
  extensions: ['.sql'],
  version: '3.40',
  limits: tierLimits.low,
  run: { argv: ['sqlite3', '-batch', '-bail', ':memory:', '.read "{main}"'] },
  versionProbe: { argv: ['sqlite3', '--version'] },
  packageManagers: [],
  frameworks: [],
  image: { packages: ['sqlite3'], env: {}, sizeMb: 3 },
  samples: sqlSamples,
};
