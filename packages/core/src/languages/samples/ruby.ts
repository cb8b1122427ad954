import type { LanguageSamples } from '../language.js';

export const rubySamples: LanguageSamples = {
  hello: [
    {
      path: 'main.rb',
      content: String.raw`puts 'Hello, world!'
`,
    },
  ],
  shout: [
    {
      path: 'main.rb',
      content: String.raw`require_relative 'shout'

$stdin.each_line { |line| puts shout(line) }
`,
    },
    {
      path: 'shout.rb',
      content: String.raw`def shout(line)
  line.upcase
end
`,
    },
  ],
};
