import type { LanguageSamples } from '../language.js';

export const javascriptSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.js',
      content: String.raw`console.log('Hello, world!');
`,
    },
  ],
  shout: [
    {
      path: 'main.mjs',
      content: String.raw`import { createInterface } from 'node:readline';
import { shout } from './shout.mjs';

for await (const line of createInterface({ input: process.stdin })) console.log(shout(line));
`,
    },
    {
      path: 'shout.mjs',
      content: String.raw`export const shout = (line) => line.toUpperCase();
`,
    },
  ],
};
