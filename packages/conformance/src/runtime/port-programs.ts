import type { ProgramLine } from './program-line.js';

/**
 * The behaviours of programs that listen. Each takes a free port of the loopback, writes its number and a newline, and serves any
 * number of streams at once, for ever.
 */
export interface PortPrograms {
  /** Writes back what it reads; after its end writes `over` and ends. */
  readonly echoServer: ProgramLine;
  /**
   * Writes `hello` and ends; reads to the end, and writes how many bytes that were and a newline on its output, or `broken` and a
   * newline when the end did not come.
   */
  readonly greetServer: ProgramLine;
  /**
   * Writes without end the numbers from 0 on, each as 7 digits and a newline, and on its output a line for each MiB of it: the
   * number of the stream, from 0, and of the MiB, from 1.
   */
  readonly floodServer: ProgramLine;
  /** Neither reads nor writes. */
  readonly idleServer: ProgramLine;
}

const SERVER = `
use strict; use Socket;
my ($mode) = @ARGV; $| = 1; $SIG{PIPE} = $SIG{CHLD} = "IGNORE";
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die $!;
bind($listener, sockaddr_in(0, INADDR_LOOPBACK)) && listen($listener, 512) or die $!;
my ($port) = sockaddr_in(getsockname($listener)); print "$port\\n";
sub put {
  my ($stream, $bytes) = @_;
  for (my $at = 0; $at < length $bytes;) { $at += syswrite($stream, $bytes, length($bytes) - $at, $at) || exit 1 }
}
sub flood {
  my ($stream, $number) = @_;
  for (my $block = 0;; $block++) {
    print "$number ", $block / 16, "\\n" if $block && $block % 16 == 0;
    put($stream, join "", map { sprintf "%07d\\n", $_ } $block * 8192 .. $block * 8192 + 8191);
  }
}
sub echo {
  my ($stream) = @_; my $bytes;
  while (sysread($stream, $bytes, 65536)) { put($stream, $bytes) }
  put($stream, "over");
}
sub greet {
  my ($stream) = @_; my ($bytes, $sum, $got) = ("", 0);
  put($stream, "hello"); shutdown($stream, 1);
  while ($got = sysread($stream, $bytes, 65536)) { $sum += $got }
  print defined $got ? "$sum\\n" : "broken\\n";
}
my (@idle, $number);
$number = -1;
while (accept(my $stream, $listener)) {
  $number++;
  if ($mode eq "idle") { push @idle, $stream; next }
  my $pid = fork; next if !defined $pid || $pid;
  $mode eq "echo" ? echo($stream) : $mode eq "greet" ? greet($stream) : flood($stream, $number);
  exit 0;
}`;

/** The behaviours in Perl. */
export const perlServers: PortPrograms = {
  echoServer: () => ['perl', '-e', SERVER, 'echo'],
  greetServer: () => ['perl', '-e', SERVER, 'greet'],
  floodServer: () => ['perl', '-e', SERVER, 'flood'],
  idleServer: () => ['perl', '-e', SERVER, 'idle'],
};
