import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { agentImage } from './agent-image.js';
import { startStandIn, type StandIn } from './stand-in/index.js';

// A stand-in as a process of its own, for tests of others:
//
//   node cluster-program.js KUBECONFIG NAMESPACE
//
// It writes the kubeconfig to that file, says the image of the agent in one line, and ends, with all that it runs, when its input does.
// To a line `calls` it says, in one line of JSON, how often each call was answered how.
const [, , file = '', namespace = ''] = process.argv;

const standIn = await startStandIn({ namespaces: [namespace] });
writeFileSync(file, standIn.kubeconfig, { mode: 0o600 });
process.stdout.write(`${agentImage()}\n`);
createInterface(process.stdin)
  .on('line', (line) => {
    if (line === 'calls') process.stdout.write(`${JSON.stringify(callsOf(standIn))}\n`);
  })
  .once('close', () => {
    void standIn.stop().then(() => process.exit(0));
  });

/** Such as `create pods 201`, with its number. */
function callsOf(of: StandIn): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { code, resource, verb } of of.calls()) {
    const call = `${verb} ${resource} ${String(code)}`;
    counts[call] = (counts[call] ?? 0) + 1;
  }
  return counts;
}
