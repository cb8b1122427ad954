import type { LanguageSamples } from '../language.js';

export const goSamples: LanguageSamples = {
  hello: [
    {
      path: 'main.go',
      content: String.raw`package main

import "fmt"

func main() {
	fmt.Println("Hello, world!")
}
`,
    },
  ],
  shout: [
    {
      path: 'main.go',
      content: String.raw`package main

import (
	"bufio"
	"fmt"
	"os"

	"program/shouting"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(shouting.Shout(lines.Text()))
	}
}
`,
    },
    {
      path: 'shouting/shout.go',
      content: String.raw`package shouting

import "strings"

func Shout(line string) string {
	return strings.ToUpper(line)
}
`,
    },
  ],
  broken: [
    {
      path: 'main.go',
      content: String.raw`package main

func main() {
	missing()
}
`,
    },
  ],
};
