/** Programs as people lay them out, by language. Each prints `right`. */
export const layouts: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['java', 'a class that is not named as its file', { 'main.java': javaMain('Other', '"right"') }],
  [
    'java',
    'the main class in a later file, in a package',
    {
      'src/app/Helper.java': 'package app;\nclass Helper { static final String TEXT = "right"; }\n',
      'src/app/Starts.java': `package app;\n${javaMain('Starts', 'Helper.TEXT')}`,
    },
  ],
  [
    'java',
    'several main classes',
    { 'Aside.java': javaMain('Aside', '"wrong"'), 'Main.java': javaMain('Main', '"right"') },
  ],
  [
    'go',
    'a module of its own',
    {
      'go.mod': 'module example.org/mine\n\ngo 1.19\n',
      'main.go': 'package main\n\nimport "example.org/mine/words"\n\nfunc main() { println2(words.Right) }\n',
      'print.go': 'package main\n\nimport "fmt"\n\nfunc println2(text string) { fmt.Println(text) }\n',
      'words/words.go': 'package words\n\nconst Right = "right"\n',
    },
  ],
  [
    'rust',
    'modules in directories',
    {
      'main.rs': 'mod words;\nfn main() { println!("{}", words::good::RIGHT); }\n',
      'words/mod.rs': 'pub mod good;\n',
      'words/good.rs': 'pub const RIGHT: &str = "right";\n',
    },
  ],
  [
    'typescript',
    'all files in a directory',
    {
      'src/main.ts': "import { right } from './words';\nconsole.log(right);\n",
      'src/words.ts': "export const right = 'right';\n",
    },
  ],
  [
    'typescript',
    'a module',
    { 'main.ts': "import { EOL } from 'node:os';\nprocess.stdout.write('right' + EOL);\nexport {};\n" },
  ],
  [
    'python',
    'a package',
    {
      'main.py': 'from words.good import right\nprint(right)\n',
      'words/__init__.py': '',
      'words/good.py': "right = 'right'\n",
    },
  ],
  [
    'c',
    'files in directories',
    {
      'main.c': '#include "words/right.h"\n#include <stdio.h>\nint main(void) { puts(right()); return 0; }\n',
      'words/right.c': 'const char *right(void) { return "right"; }\n',
      'words/right.h': 'const char *right(void);\n',
    },
  ],
  ['sql', 'a name with a space', { 'my queries.sql': "SELECT 'right';\n" }],
];

function javaMain(name: string, text: string): string {
  return `class ${name} { public static void main(String[] args) { System.out.println(${text}); } }\n`;
}
