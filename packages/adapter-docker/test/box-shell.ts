import { expectOk } from '@carrel/conformance';
import type { WorkspaceConnection } from '@carrel/core/runtime';

let started = 0;

/** Runs a program in a box to its end; what it wrote, on either channel. */
export async function outputOf(connection: WorkspaceConnection, argv: readonly string[]): Promise<string> {
  const id = `run-${(started += 1)}`;
  const events = await expectOk(connection.processes.spawnAttached({ id, argv, limits: { timeoutMs: 20_000 } }));
  let output = '';
  for await (const event of events) {
    if (event.type === 'output') output += Buffer.from(event.data).toString();
    if (event.type === 'exit') return output;
  }
  throw new Error('The process did not end.');
}

/** Connects by TCP, and says what became of it: `connected`, or the reason why not. Bound to a device where one is named. */
const CONNECT = `
use Socket;
my ($address, $port, $device) = @ARGV;
socket(my $socket, PF_INET, SOCK_STREAM, 0) or die;
!$device or setsockopt($socket, SOL_SOCKET, 25, "$device\\0") or die "device: $!";
$SIG{ALRM} = sub { print 'no answer'; exit };
alarm 4;
print connect($socket, sockaddr_in($port, inet_aton($address))) ? 'connected' : $!;
`;

export function tcp(
  connection: WorkspaceConnection,
  { address, port, device = '' }: { readonly address: string; readonly port: number; readonly device?: string },
): Promise<string> {
  return outputOf(connection, ['perl', '-e', CONNECT, address, String(port), device]);
}

/** Takes connections on every address until it is ended. */
export const LISTEN = `
use Socket;
socket(my $socket, PF_INET, SOCK_STREAM, 0) or die;
bind($socket, sockaddr_in($ARGV[0], INADDR_ANY)) or die;
listen($socket, 16) or die;
$| = 1;
print "ready\\n";
while (accept(my $client, $socket)) { close $client }
`;
