import type { LanguageSamples } from '../language.js';

export const kotlinSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.kt',
      content: String.raw`fun main() {
    println("Hello, world!")
}
`,
    },
  ],
  shout: [
    {
      path: 'main.kt',
      content: String.raw`fun main() {
    generateSequence(::readLine).forEach { println(shout(it)) }
}
`,
    },
    {
      path: 'shout.kt',
      content: String.raw`fun shout(line: String) = line.toUpperCase()
`,
    },
  ],
  broken: [
    {
      path: 'main.kt',
      content: String.raw`fun main() {
    missing()
}
`,
    },
  ],
};
