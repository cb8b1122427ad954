import type { LanguageSamples } from '../language.js';

export const perlSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.pl',
      content: String.raw`use strict;
use warnings;

print "Hello, world!\n";
`,
    },
  ],
  shout: [
    {
      path: 'main.pl',
      content: String.raw`use strict;
use warnings;
use lib '.';
use Shouting;

print Shouting::shout($_) while <STDIN>;
`,
    },
    {
      path: 'Shouting.pm',
      content: String.raw`package Shouting;

sub shout { return uc shift }

1;
`,
    },
  ],
};
