import type { LanguageSamples } from '../language.js';

export const sqlSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.sql',
      content: String.raw`SELECT 'Hello, world!';
`,
    },
  ],
  shout: [
    {
      path: 'main.sql',
      content: String.raw`CREATE TABLE input (line TEXT);
.mode tabs
.import /dev/stdin input
.read shout.sql
`,
    },
    {
      path: 'shout.sql',
      content: String.raw`SELECT upper(line) FROM input ORDER BY rowid;
`,
    },
  ],
};
