import type { LanguageSamples } from '../language.js';

export const cppSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.cpp',
      content: String.raw`#include <iostream>

int main() {
  std::cout << "Hello, world!" << std::endl;
}
`,
    },
  ],
  shout: [
    {
      path: 'main.cpp',
      content: String.raw`#include <iostream>
#include "shout.hpp"

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << shout(line) << std::endl;
}
`,
    },
    {
      path: 'shout.cpp',
      content: String.raw`#include "shout.hpp"
#include <algorithm>
#include <cctype>

std::string shout(std::string line) {
  std::transform(line.begin(), line.end(), line.begin(), [](unsigned char each) { return std::toupper(each); });
  return line;
}
`,
    },
    {
      path: 'shout.hpp',
      content: String.raw`#include <string>

std::string shout(std::string line);
`,
    },
  ],
  broken: [
    {
      path: 'main.cpp',
      content: String.raw`int main() { return missing; }
`,
    },
  ],
};
