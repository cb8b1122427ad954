import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const root = new URL('../../../', import.meta.url);
const agent = new URL('packages/agent/', root);

/** Where the command is that the tests run: made of the sources as they are, and of those of our packages. */
export const CLI = fileURLToPath(new URL('../build/cli.js', import.meta.url));

/** A module that gives the process which imports it a stand-in for a cluster of FoundationDB, which is written to all the time. */
export const BUSY_CLUSTER = fileURLToPath(new URL('../build/busy-cluster.js', import.meta.url));

/** A module that gives the process which imports it a stand-in that is kept in the file `STAND_IN_FILE` from one to the next. */
export const KEPT_CLUSTER = fileURLToPath(new URL('../build/kept-cluster.js', import.meta.url));

/** A program that is a stand-in for a cluster of Kubernetes: see packages/adapter-k8s/test/cluster-program.ts. */
export const KUBERNETES_CLUSTER = fileURLToPath(new URL('../build/kubernetes-cluster.js', import.meta.url));

/** What the command needs in its environment when it does not run from its package; and no limits of calls, since tests call more than users do. */
export const CLI_ENVIRONMENT = {
  CARREL_RATE_LIMITS__POINTS_PER_USER: '0',
  CARREL_RATE_LIMITS__POINTS_PER_ADDRESS: '0',
  CARREL_RATE_LIMITS__LOGINS_PER_ADDRESS: '0',
  CARREL_RATE_LIMITS__REGISTRATIONS_PER_ADDRESS: '0',
  CARREL_AGENT_BINARY: fileURLToPath(new URL(`bin/carrel-agent-linux-${process.arch}`, agent)),
};

/** Builds the command once for all tests, and the agent where that is out of date. */
export async function setup(): Promise<void> {
  const script = fileURLToPath(new URL('scripts/build-native.mjs', agent));
  if (existsSync(script)) execFileSync(process.execPath, [script], { stdio: 'inherit' });
  // Beside the bundle is where it looks for what images are built from.
  cpSync(new URL('images/', root), new URL('../context/', import.meta.url), { recursive: true, filter: isOfContext });
  await build({
    entry: {
      cli: fileURLToPath(new URL('../src/cli.ts', import.meta.url)),
      'busy-cluster': fileURLToPath(new URL('packages/store-fdb/test/busy-cluster.ts', root)),
      'kubernetes-cluster': fileURLToPath(new URL('packages/adapter-k8s/test/cluster-program.ts', root)),
      'kept-cluster': fileURLToPath(new URL('packages/store-fdb/test/kept-cluster.ts', root)),
    },
    splitting: false,
    outDir: fileURLToPath(new URL('../build', import.meta.url)),
    config: false,
    format: 'esm',
    target: 'node20',
    clean: false,
    silent: true,
    tsconfig: fileURLToPath(new URL('../tsconfig.src.json', import.meta.url)),
    noExternal: [/^@carrel\//],
    external: [/^[^./]/],
    esbuildOptions(options) {
      options.conditions = ['carrel-source'];
    },
  });
}

function isOfContext(path: string): boolean {
  return /\/(images\/?|Dockerfile|[\w-]+\.sh)$/.test(path);
}
