import type { LanguageSamples } from '../language.js';

export const luaSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.lua',
      content: String.raw`print('Hello, world!')
`,
    },
  ],
  shout: [
    {
      path: 'main.lua',
      content: String.raw`local shout = require('shout')

for line in io.lines() do
  print(shout(line))
end
`,
    },
    {
      path: 'shout.lua',
      content: String.raw`return function(line)
  return line:upper()
end
`,
    },
  ],
};
