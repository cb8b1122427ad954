import type { LanguageSamples } from '../language.js';

export const phpSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.php',
      content: String.raw`<?php

echo "Hello, world!\n";
`,
    },
  ],
  shout: [
    {
      path: 'main.php',
      content: String.raw`<?php

require __DIR__ . '/shout.php';

while (($line = fgets(STDIN)) !== false) echo shout($line);
`,
    },
    {
      path: 'shout.php',
      content: String.raw`<?php

function shout(string $line): string
{
    return strtoupper($line);
}
`,
    },
  ],
};
