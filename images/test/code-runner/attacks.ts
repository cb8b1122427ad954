import type { RunCode } from '@carrel/core/workspaces';

/** By language, a program that tries something; what comes of it is the same in each. */
export type Attack = Readonly<Partial<Record<AttackLanguage, string>>>;

type AttackLanguage = 'bash' | 'c' | 'java' | 'javascript' | 'python';

const PATHS: Readonly<Record<string, string>> = {
  bash: 'main.sh',
  c: 'main.c',
  java: 'Main.java',
  javascript: 'main.js',
  python: 'main.py',
};

/** The programs of an attack, with the name of their language for the test's. */
export function variantsOf(attack: Attack): readonly (readonly [string, Pick<RunCode, 'language' | 'files'>])[] {
  return Object.entries(attack).map(([language, content]) => [
    language,
    { language, files: [{ path: PATHS[language]!, content }] },
  ]);
}

/** Starts processes, or threads, as fast as it can, and never ends by itself. */
export const forkBombs: Attack = {
  bash: 'trap "" TERM; bomb() { bomb & bomb & }; bomb 2>&-; while :; do bomb 2>&-; done\n',
  c: '#include <unistd.h>\nint main(void) { for (;;) fork(); }\n',
  java: java(
    'for (;;) new Thread(() -> { for (;;) { try { Thread.sleep(1000); } catch (InterruptedException e) {} } }).start();',
  ),
  javascript: `const { spawn } = require('node:child_process');
const more = () => { spawn(process.execPath, [__filename], { stdio: 'ignore' }).on('error', () => {}); setImmediate(more); };
more();
`,
  python: `import os
while True:
    try: os.fork()
    except OSError: pass
`,
};

/** Ends well, and leaves processes that left its session, and that SIGTERM does not end. */
export const daemonMakers: Attack = {
  bash: `(setsid sh -c 'trap "" TERM HUP; while :; do sleep 1; done' > /dev/null 2>&1 &)\necho left\n`,
  c: `#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  if (fork() == 0) {
    setsid();
    signal(SIGTERM, SIG_IGN);
    if (fork() != 0) _exit(0);
    for (;;) pause();
  }
  puts("left");
}
`,
  java: java(
    'new ProcessBuilder("setsid", "sh", "-c", "trap \\"\\" TERM HUP; while :; do sleep 1; done").start(); System.out.println("left");',
  ),
  javascript: `const { spawn } = require('node:child_process');
spawn('sh', ['-c', 'trap "" TERM HUP; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' }).unref();
console.log('left');
`,
  python: `import os, signal, time
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() != 0: os._exit(0)
    while True: time.sleep(1)
print('left')
`,
};

/** Never ends, and takes SIGTERM for nothing. */
export const signalIgnorers: Attack = {
  bash: 'trap "" TERM\nwhile :; do :; done\n',
  c: '#include <signal.h>\nint main(void) { signal(SIGTERM, SIG_IGN); for (volatile int i = 0;; i++) {} }\n',
  java: java('Runtime.getRuntime().addShutdownHook(new Thread(() -> { for (;;) {} })); for (;;) {}'),
  javascript: "process.on('SIGTERM', () => {});\nsetInterval(() => {}, 1000);\n",
  python: 'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass\n',
};

/** Has more processes end than the box may have at once, none of which their parent waits for. */
export const zombieMakers: Attack = {
  bash: 'for i in {1..400}; do (: & exec true); done\necho done\n',
  c: `#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  for (int i = 0; i < 400; i++) {
    pid_t child = fork();
    if (child < 0) return puts("no more"), 1;
    if (child == 0) {
      if (fork() == 0) usleep(1000);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  puts("done");
}
`,
  python: `import os, time
for _ in range(400):
    child = os.fork()
    if child == 0:
        if os.fork() == 0: time.sleep(0.001)
        os._exit(0)
    os.waitpid(child, 0)
print('done')
`,
};

/** Opens files until it may not, and prints how many it had. */
export const fileOpeners: Attack = {
  bash: 'n=0; while { exec {fd}< /dev/null; } 2>&-; do n=$((n + 1)); done; echo $n\n',
  c: `#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
int main(void) {
  int n = 0;
  while (open("/dev/null", O_RDONLY) >= 0) n++;
  return printf("%d\\n", n), errno == EMFILE ? 0 : 1;
}
`,
  java: java(`var all = new java.util.ArrayList<Object>();
    try { for (;;) all.add(new java.io.FileInputStream("/dev/null")); }
    catch (java.io.IOException e) { System.out.println(all.size()); }`),
  javascript: `const { openSync } = require('node:fs');
let n = 0;
try { for (;;) { openSync('/dev/null'); n += 1; } } catch (error) { console.log(n); process.exitCode = error.code === 'EMFILE' ? 0 : 1; }
`,
  python: `import errno
all = []
try:
    while True: all.append(open('/dev/null'))
except OSError as error:
    count = len(all)
    all.clear()
    assert error.errno == errno.EMFILE
    print(count)
`,
};

/** Writes to its first argument until that many megabytes are there, or it may not; prints how many. */
export const diskFillers: Attack = {
  bash: `n=0; while [ $n -lt "$2" ] && head -c 1000000 /dev/zero >> "$1"; do n=$((n + 1)); done 2>&-; echo $n\n`,
  c: `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>
int main(int count, char **words) {
  static char megabyte[1000000];
  int n = 0, fd = open(words[1], O_WRONLY | O_CREAT, 0600);
  while (n < atoi(words[2]) && write(fd, megabyte, sizeof megabyte) == sizeof megabyte) n++;
  printf("%d\\n", n);
}
`,
  java: java(`int n = 0;
    try (var out = new java.io.FileOutputStream(args[0])) {
      for (var megabyte = new byte[1000000]; n < Integer.parseInt(args[1]); n++) out.write(megabyte);
    } catch (java.io.IOException e) {}
    System.out.println(n);`),
  javascript: `const { openSync, writeSync } = require('node:fs');
const fd = openSync(process.argv[2], 'w');
const megabyte = Buffer.alloc(1e6);
let n = 0;
try { while (n < Number(process.argv[3]) && writeSync(fd, megabyte) === 1e6) n += 1; } catch {}
console.log(n);
`,
  python: `import sys
n = 0
try:
    with open(sys.argv[1], 'wb', buffering=0) as out:
        while n < int(sys.argv[2]) and out.write(bytes(1_000_000)) == 1_000_000: n += 1
except OSError: pass
print(n)
`,
};

/** Asks for a way to the outside, by name and by number. */
export const networkProbes: Attack = {
  bash: '(exec 3<> /dev/tcp/1.1.1.1/80) || (exec 3<> /dev/tcp/example.com/80) || echo unreachable\n',
  c: `#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(0x01010101)};
  struct addrinfo *found;
  int far = connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&to, sizeof to);
  puts(far < 0 && getaddrinfo("example.com", "80", NULL, &found) != 0 ? "unreachable" : "reached");
}
`,
  java: java(`for (var host : new String[] { "1.1.1.1", "example.com" })
      try { new java.net.Socket(host, 80); System.out.println("reached"); } catch (java.io.IOException e) {}
    System.out.println("unreachable");`),
  javascript: `const { connect } = require('node:net');
const fails = (host) => new Promise((resolve) => connect(80, host).on('connect', () => console.log('reached')).on('error', resolve));
fails('1.1.1.1').then(() => fails('example.com')).then(() => console.log('unreachable'));
`,
  python: `import socket
for host in ('1.1.1.1', 'example.com'):
    try:
        socket.create_connection((host, 80))
        print('reached')
    except OSError: pass
print('unreachable')
`,
};

/** Looks for what the agent knows: in its environment, its memory and its files. Prints what it found. */
export const spies: Attack = {
  bash: `env; for each in /proc/[0-9]*; do
  [ "$each" = /proc/$$ ] || cat $each/environ $each/mem 2>&-
done
echo over
`,
  c: `#include <stdio.h>
#include <sys/ptrace.h>
#include <unistd.h>
int main(void) {
  const char *files[] = {"/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/proc/1/fd/3"};
  for (int i = 0; i < 4; i++) { FILE *f = fopen(files[i], "r"); if (f != NULL && fgetc(f) != EOF) puts(files[i]); }
  if (ptrace(PTRACE_ATTACH, 1, 0, 0) == 0) puts("the agent is traced");
  if (ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0) puts("the supervisor is traced");
  puts("over");
}
`,
  python: `import os
for pid in (1, os.getppid()):
    for name in ('environ', 'mem', 'maps', 'stack', 'auxv'):
        try:
            if open(f'/proc/{pid}/{name}', 'rb').read(1): print(pid, name)
        except OSError: pass
    try: print(os.listdir(f'/proc/{pid}/fd'))
    except OSError: pass
print('over', 'CARREL_AGENT_TOKEN' in os.environ)
`,
};

function java(body: string): string {
  return `class Main { public static void main(String[] args) throws Exception { ${body} } }\n`;
}
