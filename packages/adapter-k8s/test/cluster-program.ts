import { writeFileSync } from 'node:fs';
import { agentImage } from './agent-image.js';
import { startStandIn } from './stand-in/index.js';

// A stand-in as a process of its own, for tests of others:
//
//   node cluster-program.js KUBECONFIG NAMESPACE
//
// It writes the kubeconfig to that file, says the image of the agent in one line, and ends, with all that it runs, when its input does.
const [, , file = '', namespace = ''] = process.argv;

const standIn = await startStandIn({ namespaces: [namespace] });
writeFileSync(file, standIn.kubeconfig, { mode: 0o600 });
process.stdout.write(`${agentImage()}\n`);
process.stdin.resume().once('end', () => {
  void standIn.stop().then(() => process.exit(0));
});
