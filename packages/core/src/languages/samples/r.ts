import type { LanguageSamples } from '../language.js';

export const rSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.r',
      content: String.raw`cat('Hello, world!\n')
`,
    },
  ],
  shout: [
    {
      path: 'main.r',
      content: String.raw`source('shout.r')

for (line in readLines(file('stdin'))) cat(shout(line), '\n', sep = '')
`,
    },
    {
      path: 'shout.r',
      content: String.raw`shout <- function(line) toupper(line)
`,
    },
  ],
};
