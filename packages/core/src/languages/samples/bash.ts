import type { LanguageSamples } from '../language.js';

export const bashSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.sh',
      content: String.raw`echo 'Hello, world!'
`,
    },
  ],
  shout: [
    {
      path: 'main.sh',
      content: String.raw`. ./shout.sh

while IFS= read -r line; do
  shout "$line"
done
`,
    },
    {
      path: 'shout.sh',
      content: String.raw`shout() {
  printf '%s\n' "$1" | tr a-z A-Z
}
`,
    },
  ],
};
