import type { ExitReason } from '@carrel/core/runtime';

/** How a stage has to end. Of the output it is enough that it holds the text. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal?: string;
  readonly reason: ExitReason;
  readonly stderr?: string;
}

/** What one language is tried with: each is the content of the file `path`. */
export interface Programs {
  readonly path: string;
  /** Prints its arguments, a line each, and ends with status 3. Absent where a program has no arguments. */
  readonly args?: string;
  /** Fails without a word about it in its source that the language would take as caught. */
  readonly crash: string;
  readonly crashed: Ending;
  /** Never ends, and does nothing. */
  readonly loop: string;
  /** Takes memory for ever, and uses it. */
  readonly hog: string;
  readonly starved: Ending;
  /** Prints for ever. */
  readonly flood: string;
}

const killed: Ending = { exitCode: null, signal: 'SIGKILL', reason: 'out-of-memory' };

export function exited(exitCode: number, stderr: string): Ending {
  return { exitCode, reason: 'exited', stderr };
}

export function signalled(signal: string, stderr = ''): Ending {
  return { exitCode: null, signal, reason: 'signalled', stderr };
}

export const programs: Readonly<Record<string, Programs>> = {
  bash: {
    path: 'main.sh',
    args: 'printf "%s\\n" "$@"; exit 3\n',
    crash: 'set -eu\necho "$missing"\n',
    crashed: exited(1, 'missing: unbound variable'),
    loop: 'while :; do :; done\n',
    hog: 'LC_ALL=C; x=xxxxxxxxxxxxxxxx; while :; do x+=$x; done\n',
    starved: killed,
    flood: 'printf -v line %1000s; while :; do echo "$line"; done\n',
  },
  c: {
    path: 'main.c',
    args: '#include <stdio.h>\nint main(int n, char **a) { for (int i = 1; i < n; i++) puts(a[i]); return 3; }\n',
    crash: 'int main(void) { volatile int *none = 0; return *none; }\n',
    crashed: signalled('SIGSEGV'),
    loop: 'int main(void) { for (volatile int i = 0;; i++) {} }\n',
    hog: '#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) memset(malloc(10000000), 1, 10000000); }\n',
    starved: killed,
    flood: '#include <stdio.h>\nint main(void) { for (;;) puts("a line"); }\n',
  },
  cpp: {
    path: 'main.cpp',
    args: '#include <iostream>\nint main(int n, char **a) { for (int i = 1; i < n; i++) std::cout << a[i] << "\\n"; return 3; }\n',
    crash: '#include <stdexcept>\nint main() { throw std::runtime_error("went wrong"); }\n',
    crashed: signalled('SIGABRT', 'what():  went wrong'),
    loop: 'int main() { for (volatile int i = 0;; i++) {} }\n',
    hog: '#include <vector>\nint main() { std::vector<std::vector<char>> all; for (;;) all.emplace_back(10000000, 1); }\n',
    starved: killed,
    flood: '#include <iostream>\nint main() { for (;;) std::cout << "a line\\n"; }\n',
  },
  csharp: {
    path: 'Main.cs',
    args: 'class Args { static int Main(string[] args) { foreach (var each in args) System.Console.WriteLine(each); return 3; } }\n',
    crash: 'class Crash { static void Main() { throw new System.Exception("went wrong"); } }\n',
    crashed: exited(1, 'System.Exception: went wrong'),
    loop: 'class Loop { static void Main() { for (;;) {} } }\n',
    hog: `using System.Collections.Generic;
class Hog { static void Main() {
  var all = new List<byte[]>();
  for (;;) { var one = new byte[10000000]; for (var i = 0; i < one.Length; i += 4096) one[i] = 1; all.Add(one); }
} }
`,
    starved: killed,
    flood: 'class Flood { static void Main() { for (;;) System.Console.WriteLine("x".PadRight(1000)); } }\n',
  },
  go: {
    path: 'main.go',
    args: 'package main\nimport ("fmt"; "os")\nfunc main() { for _, each := range os.Args[1:] { fmt.Println(each) }; os.Exit(3) }\n',
    crash: 'package main\nfunc main() { panic("went wrong") }\n',
    crashed: exited(2, 'panic: went wrong\n\ngoroutine 1 [running]'),
    loop: 'package main\nfunc main() { for {} }\n',
    hog: `package main
func main() {
	all := [][]byte{}
	for { one := make([]byte, 10000000); for i := 0; i < len(one); i += 4096 { one[i] = 1 }; all = append(all, one) }
}
`,
    starved: killed,
    flood: 'package main\nimport "fmt"\nfunc main() { for { fmt.Printf("%1000d\\n", 1) } }\n',
  },
  java: {
    path: 'Main.java',
    args: 'class Main { public static void main(String[] args) { for (var each : args) System.out.println(each); System.exit(3); } }\n',
    crash: 'class Main { public static void main(String[] args) { throw new RuntimeException("went wrong"); } }\n',
    crashed: exited(1, 'Exception in thread "main" java.lang.RuntimeException: went wrong'),
    loop: 'class Main { public static void main(String[] args) { for (;;) {} } }\n',
    hog: `class Main { public static void main(String[] args) {
  for (var all = new java.util.ArrayList<byte[]>();;) all.add(new byte[10000000]);
} }
`,
    starved: exited(1, 'java.lang.OutOfMemoryError: Java heap space'),
    flood: 'class Main { public static void main(String[] args) { for (;;) System.out.println("x".repeat(1000)); } }\n',
  },
  javascript: {
    path: 'main.js',
    args: 'for (const each of process.argv.slice(2)) console.log(each);\nprocess.exitCode = 3;\n',
    crash: 'throw new Error("went wrong");\n',
    crashed: exited(1, 'Error: went wrong\n    at'),
    loop: 'for (;;);\n',
    hog: 'for (const all = [];;) all.push(Buffer.alloc(1e7, 1));\n',
    starved: killed,
    flood: 'const more = () => { process.stdout.write("a line\\n".repeat(100), more); };\nmore();\n',
  },
  kotlin: {
    path: 'main.kt',
    args: 'fun main(args: Array<String>) { args.forEach { println(it) }; kotlin.system.exitProcess(3) }\n',
    crash: 'fun main() { throw RuntimeException("went wrong") }\n',
    crashed: exited(1, 'Exception in thread "main" java.lang.RuntimeException: went wrong'),
    loop: 'fun main() { while (true) {} }\n',
    hog: 'fun main() { val all = ArrayList<ByteArray>(); while (true) all.add(ByteArray(10000000)) }\n',
    starved: exited(1, 'java.lang.OutOfMemoryError: Java heap space'),
    flood: 'fun main() { while (true) println("x".repeat(1000)) }\n',
  },
  lua: {
    path: 'main.lua',
    args: 'for _, each in ipairs(arg) do print(each) end\nos.exit(3)\n',
    crash: 'error("went wrong")\n',
    crashed: exited(1, 'main.lua:1: went wrong'),
    loop: 'while true do end\n',
    hog: 'local all = {}\nwhile true do all[#all + 1] = ("x"):rep(1000):rep(10000 + #all) end\n',
    starved: killed,
    flood: 'while true do print("a line") end\n',
  },
  perl: {
    path: 'main.pl',
    args: 'print "$_\\n" for @ARGV;\nexit 3;\n',
    crash: '$! = 0;\ndie "went wrong";\n',
    crashed: exited(255, 'went wrong at main.pl line 2'),
    loop: '1 while 1;\n',
    hog: 'my @all;\npush @all, "x" x 10_000_000 while 1;\n',
    starved: killed,
    flood: 'print "a line\\n" while 1;\n',
  },
  php: {
    path: 'main.php',
    args: '<?php foreach (array_slice($argv, 1) as $each) echo "$each\\n";\nexit(3);\n',
    crash: '<?php throw new Exception("went wrong");\n',
    crashed: exited(255, 'PHP Fatal error:  Uncaught Exception: went wrong'),
    loop: '<?php while (true);\n',
    hog: '<?php for ($all = [];;) $all[] = str_repeat("x", 10000000);\n',
    starved: killed,
    flood: '<?php while (true) echo "a line of text that is as long as lines are, about\\n";\n',
  },
  python: {
    path: 'main.py',
    args: 'import sys\nfor each in sys.argv[1:]:\n    print(each)\nsys.exit(3)\n',
    crash: 'raise RuntimeError("went wrong")\n',
    crashed: exited(1, 'RuntimeError: went wrong'),
    loop: 'while True: pass\n',
    hog: 'all = []\nwhile True: all.append(b"x" * 10_000_000)\n',
    starved: killed,
    flood: 'while True: print("a line")\n',
  },
  r: {
    path: 'main.r',
    args: 'for (each in commandArgs(trailingOnly = TRUE)) cat(each, "\\n", sep = "")\nquit(status = 3)\n',
    crash: 'stop("went wrong")\n',
    crashed: exited(1, 'Error: went wrong'),
    loop: 'repeat {}\n',
    hog: 'all <- list()\nrepeat all[[length(all) + 1]] <- rep(1, 1e6)\n',
    starved: killed,
    flood: 'repeat cat("a line of text that is as long as lines are, about\\n")\n',
  },
  ruby: {
    path: 'main.rb',
    args: 'puts ARGV\nexit 3\n',
    crash: 'raise "went wrong"\n',
    crashed: exited(1, "main.rb:1:in `<main>': went wrong (RuntimeError)"),
    loop: 'loop {}\n',
    hog: 'all = []\nloop { all << "x" * 10_000_000 }\n',
    starved: killed,
    flood: 'loop { puts "a line" }\n',
  },
  rust: {
    path: 'main.rs',
    args: 'fn main() { for each in std::env::args().skip(1) { println!("{}", each) } std::process::exit(3) }\n',
    crash: 'fn main() { panic!("went wrong") }\n',
    crashed: exited(101, "thread 'main' panicked at 'went wrong'"),
    loop: 'fn main() { loop { std::hint::spin_loop() } }\n',
    hog: 'fn main() { let mut all = Vec::new(); loop { all.push(vec![all.len() as u8 | 1; 10_000_000]) } }\n',
    starved: killed,
    flood: 'fn main() { loop { println!("{:1000}", 1) } }\n',
  },
  sql: {
    path: 'main.sql',
    crash: 'SELECT missing;\n',
    crashed: exited(1, 'no such column: missing'),
    loop: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;\n',
    hog: `CREATE TABLE t (b);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO t SELECT zeroblob(1000000) FROM n;
`,
    starved: killed,
    flood: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n',
  },
  typescript: {
    path: 'main.ts',
    args: 'for (const each of process.argv.slice(2)) console.log(each);\nprocess.exitCode = 3;\n',
    crash: 'throw new Error("went wrong");\n',
    crashed: exited(1, 'Error: went wrong\n    at'),
    loop: 'for (;;);\n',
    hog: 'for (const all: Uint8Array[] = [];;) all.push(new Uint8Array(1e7).fill(1));\n',
    starved: killed,
    flood: 'const more = () => { process.stdout.write("a line\\n".repeat(100), more); };\nmore();\n',
  },
};
