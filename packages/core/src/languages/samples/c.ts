import type { LanguageSamples } from '../language.js';

export const cSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.c',
      content: String.raw`#include <stdio.h>

int main(void) {
  puts("Hello, world!");
  return 0;
}
`,
    },
  ],
  shout: [
    {
      path: 'main.c',
      content: String.raw`#include <stdio.h>
#include "shout.h"

int main(void) {
  int read;
  while ((read = getchar()) != EOF) putchar(shout(read));
  return 0;
}
`,
    },
    {
      path: 'shout.c',
      content: String.raw`#include "shout.h"
#include <ctype.h>

int shout(int letter) { return toupper(letter); }
`,
    },
    {
      path: 'shout.h',
      content: String.raw`int shout(int letter);
`,
    },
  ],
  broken: [
    {
      path: 'main.c',
      content: String.raw`int main(void) { return missing; }
`,
    },
  ],
};
