import type { LanguageSamples } from '../language.js';

export const typescriptSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.ts',
      content: String.raw`const greeting: string = 'Hello, world!';
console.log(greeting);
`,
    },
  ],
  shout: [
    {
      path: 'main.ts',
      content: String.raw`import { createInterface } from 'node:readline';
import { shout } from './shout';

createInterface({ input: process.stdin }).on('line', (line: string) => console.log(shout(line)));
`,
    },
    {
      path: 'shout.ts',
      content: String.raw`export function shout(line: string): string {
  return line.toUpperCase();
}
`,
    },
  ],
  broken: [
    {
      path: 'main.ts',
      content: String.raw`const count: number = 'many';
console.log(count);
`,
    },
  ],
};
