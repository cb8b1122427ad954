import type { LanguageSamples } from '../language.js';

export const rustSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.rs',
      content: String.raw`fn main() {
    println!("Hello, world!");
}
`,
    },
  ],
  shout: [
    {
      path: 'main.rs',
      content: String.raw`mod shouting;

fn main() {
    for line in std::io::stdin().lines() {
        println!("{}", shouting::shout(&line.unwrap()));
    }
}
`,
    },
    {
      path: 'shouting.rs',
      content: String.raw`pub fn shout(line: &str) -> String {
    line.to_uppercase()
}
`,
    },
  ],
  broken: [
    {
      path: 'main.rs',
      content: String.raw`fn main() {
    missing();
}
`,
    },
  ],
};
