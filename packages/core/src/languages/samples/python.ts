import type { LanguageSamples } from '../language.js';

export const pythonSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.py',
      content: String.raw`print('Hello, world!')
`,
    },
  ],
  shout: [
    {
      path: 'main.py',
      content: String.raw`import sys

from shouting import shout

for line in sys.stdin:
    print(shout(line), end='')
`,
    },
    {
      path: 'shouting.py',
      content: String.raw`def shout(line):
    return line.upper()
`,
    },
  ],
};
