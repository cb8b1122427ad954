import type { SuppliedFile } from '@carrel/core/languages';

/** By language, a program that ends with status 3. */
export const failingPrograms: Readonly<Record<string, SuppliedFile>> = {
  bash: { path: 'main.sh', content: 'exit 3\n' },
  c: { path: 'main.c', content: 'int main(void) { return 3; }\n' },
  cpp: { path: 'main.cpp', content: 'int main() { return 3; }\n' },
  csharp: { path: 'Main.cs', content: 'class Failing { static int Main() => 3; }\n' },
  go: { path: 'main.go', content: 'package main\n\nimport "os"\n\nfunc main() { os.Exit(3) }\n' },
  java: {
    path: 'Main.java',
    content: 'class Failing { public static void main(String[] args) { System.exit(3); } }\n',
  },
  javascript: { path: 'main.js', content: 'process.exit(3);\n' },
  kotlin: { path: 'main.kt', content: 'fun main() { kotlin.system.exitProcess(3) }\n' },
  lua: { path: 'main.lua', content: 'os.exit(3)\n' },
  perl: { path: 'main.pl', content: 'exit 3;\n' },
  php: { path: 'main.php', content: '<?php exit(3);\n' },
  python: { path: 'main.py', content: 'raise SystemExit(3)\n' },
  r: { path: 'main.r', content: 'quit(status = 3)\n' },
  ruby: { path: 'main.rb', content: 'exit 3\n' },
  rust: { path: 'main.rs', content: 'fn main() { std::process::exit(3) }\n' },
  sql: { path: 'main.sql', content: '.exit 3\n' },
  typescript: { path: 'main.ts', content: 'process.exit(3);\n' },
};
