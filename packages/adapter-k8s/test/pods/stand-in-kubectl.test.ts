import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { hasBackend } from '@carrel/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asker } from '../stand-in-ask.js';
import { standInMissing, startStandIn, type StandIn } from '../stand-in/index.js';

const IMAGE = 'debian:bookworm-slim';

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
const here =
  hasBackend('kubectl', hasKubectl ? null : 'there is no kubectl') &&
  hasBackend('a stand-in for Kubernetes', standInMissing());

let standIn: StandIn;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stand-in-kubectl-'));
  standIn = await startStandIn({ namespaces: ['team'] });
  writeFileSync(join(directory, 'config'), standIn.kubeconfig);
});

afterEach(async () => {
  await standIn.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Nothing of the machine's own settings is read, and the cache is of this server alone. */
const env = (config = 'config') => ({
  PATH: process.env['PATH'],
  HOME: directory,
  KUBECONFIG: join(directory, config),
});

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function kubectl(
  args: readonly string[],
  { input = '', config }: { input?: string; config?: string } = {},
): Promise<Done> {
  return new Promise((resolve) => {
    const child = execFile('kubectl', args, { env: env(config), timeout: 60_000 }, (cause, stdout, stderr) => {
      const code = cause === null ? 0 : typeof cause.code === 'number' ? cause.code : -1;
      resolve({ code, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

const ok = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await kubectl(args);
  expect(code, stderr).toBe(0);
  return stdout;
};

/** Of every object of the kinds that the manifests are of. */
const versionsOf = async (): Promise<string> => {
  const kinds =
    'deployments,statefulsets,services,pdb,cm,sa,ingress,networkpolicies,pvc,ns,roles,rolebindings,clusterroles,clusterrolebindings';
  const template = '{range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{"\\n"}{end}';
  return ok('get', kinds, '--all-namespaces', '-o', `jsonpath=${template}`);
};

const podFile = (name: string, script: string, more: object = {}): string => {
  const file = join(directory, `${name}.json`);
  const containers = [{ name: 'main', image: IMAGE, imagePullPolicy: 'IfNotPresent', command: ['bash', '-c', script] }];
  const spec = { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers };
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...more }, spec }));
  return file;
};

const ready = (name: string) => ok('wait', '--for=condition=Ready', `pod/${name}`, '--timeout=40s');

describe.runIf(here)('kubectl', () => {
  it('applies, again with a change, gets and deletes', async () => {
    expect(await ok('apply', '-f', podFile('p', 'sleep 600'))).toBe('pod/p created\n');
    await ready('p');
    expect(await ok('apply', '-f', podFile('p', 'sleep 600', { labels: { of: 'test' } }))).toBe('pod/p configured\n');
    expect(
      await ok(
        'apply',
        '--server-side',
        '--force-conflicts',
        '-f',
        podFile('p', 'sleep 600', { labels: { of: 'other' } }),
      ),
    ).toBe('pod/p serverside-applied\n');
    expect(await ok('get', 'pods', '-l', 'of=other', '--no-headers')).toMatch(/^p\s+1\/1\s+Running\s+0/);
    expect(await ok('get', 'po', 'p', '-o', 'jsonpath={.status.phase}')).toBe('Running');
    expect(await ok('delete', 'pod', 'p')).toContain('pod "p" deleted');
    expect(await kubectl(['get', 'pod', 'p'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): pods "p" not found\n',
    });
  });

  it('runs a program, with its input, outputs and exit code', async () => {
    await ok('apply', '-f', podFile('p', 'sleep 600'));
    await ready('p');
    const done = await kubectl(['exec', '-i', 'p', '--', 'sh', '-c', 'cat; echo err >&2; exit 4'], { input: 'in' });
    expect(done).toMatchObject({ code: 4, stdout: 'in' });
    expect(done.stderr).toContain('err\n');
  });

  it('reads logs, also while they are written', async () => {
    await ok('apply', '-f', podFile('p', 'echo one; echo two >&2; sleep 5; echo three'));
    await ready('p');
    expect((await ok('logs', '-f', 'p')).split('\n').sort()).toEqual(['', 'one', 'three', 'two']);
    expect(await ok('logs', '--tail=1', 'p')).toBe('three\n');
  });

  it('forwards a port', async () => {
    // Perl is what the image has that can listen; on its loopback alone, as a forwarded port may.
    const reply = 'HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\nconnection: close\\r\\n\\r\\nhello';
    const serve = `while ($c = $s->accept) { while (<$c>) { last if /^\\r?$/ } print $c "${reply}"; close $c }`;
    const listen = '$s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8080", Listen => 5, ReuseAddr => 1);';
    const script = `exec perl -MIO::Socket::INET -e '${listen} ${serve}'`;
    await ok('apply', '-f', podFile('p', script));
    await ready('p');
    const forward = spawn('kubectl', ['port-forward', '--address=127.0.0.1', 'pod/p', ':8080'], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        let seen = '';
        forward.stdout.on('data', (chunk: Buffer) => {
          seen += chunk.toString('utf8');
          const [, found] = /127\.0\.0\.1:(\d+)/.exec(seen) ?? [];
          if (found !== undefined) resolve(Number(found));
        });
        text(forward.stderr).then((message) => reject(new Error(message)), reject);
      });
      for (let i = 0; i < 3; i += 1) expect(await fetched(port)).toBe('hello');
    } finally {
      forward.kill();
    }
  });

  it('says what one may do', async () => {
    await ok('create', 'role', 'reader', '--verb=get,list', '--resource=pods', '-n', 'team');
    await ok('create', 'rolebinding', 'reader', '--role=reader', '--user=jo', '-n', 'team');
    writeFileSync(join(directory, 'jo'), standIn.kubeconfigFor('jo'));
    const may = async (...args: string[]) =>
      (await kubectl(['auth', 'can-i', ...args], { config: 'jo' })).stdout.trim();
    expect(await may('list', 'pods', '-n', 'team')).toBe('yes');
    expect(await may('list', 'pods', '-n', 'default')).toBe('no');
    expect(await may('create', 'pods', '--subresource=exec', '-n', 'team')).toBe('no');
    expect((await kubectl(['get', 'pods'], { config: 'jo' })).stderr).toContain(
      'User "jo" cannot list resource "pods"',
    );
  });

  it('lists all that one may do', async () => {
    const list = await ok('auth', 'can-i', '--list');
    expect(list).toMatch(/^\*\.\*\s+\[\]\s+\[\]\s+\[\*\]$/m);
    expect(await ok('auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')).toBe('admin');
  });

  it('makes what it sends in protobuf', async () => {
    expect(await ok('create', 'namespace', 'other')).toBe('namespace/other created\n');
    await ok('create', 'secret', 'generic', 's', '--from-literal=key=text', '-n', 'other');
    expect(await ok('get', 'secret', 's', '-n', 'other', '-o', 'jsonpath={.data.key}')).toBe('dGV4dA==');
    await ok('create', 'configmap', 'c', '--from-literal=a=1', '--from-literal=b=2', '-n', 'other');
    expect(await ok('get', 'cm', 'c', '-n', 'other', '-o', 'jsonpath={.data}')).toBe('{"a":"1","b":"2"}');
    await ok('create', 'serviceaccount', 'robot', '-n', 'other');
    const token = await ok('create', 'token', 'robot', '-n', 'other', '--audience=carrel', '--duration=20m');
    expect(token.trim()).not.toBe('');
    await ok('create', 'clusterrole', 'reader', '--verb=get', '--resource=secrets,pods/log');
    await ok('create', 'clusterrolebinding', 'reader', '--clusterrole=reader', '--serviceaccount=other:robot');
    expect(await ok('delete', 'namespace', 'other')).toContain('namespace "other" deleted');
  });

  it('is told what of its protobuf is not known', async () => {
    const ask = asker(() => standIn);
    const type = 'application/vnd.kubernetes.protobuf';
    const body = { none: 'of that' };
    expect(await ask('POST', '/api/v1/namespaces', { type, body })).toMatchObject({ status: 400 });
    const quota = await kubectl(['create', 'quota', 'q', '--hard=pods=1']);
    expect(quota).toMatchObject({ code: 1, stderr: expect.stringContaining('protobuf of ResourceQuota') });
  });

  it.each(['single-node', 'production', 'tenants'])(
    'applies the manifests of deploy/kubernetes, %s',
    async (overlay) => {
      const directoryOf = fileURLToPath(new URL(`../../../../deploy/kubernetes/overlays/${overlay}`, import.meta.url));
      const applied = await ok('apply', '--kustomize', directoryOf);
      expect(applied).toContain('deployment.apps/');
      expect(applied).not.toContain('unchanged');
      const versions = await versionsOf();
      const again = await ok('apply', '--kustomize', directoryOf);
      expect(versions).toContain('Deployment/carrel ');
      expect(await versionsOf()).toBe(versions);
      // Its selector is replaced as a whole, so `kubectl` sends it each time and says so.
      const changed = again.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'));
      expect(changed.filter((line) => !line.startsWith('poddisruptionbudget.policy/'))).toEqual([]);
    },
  );

  it('describes a pod with what happened to it, and copies files', async () => {
    await ok('apply', '-f', podFile('p', 'sleep 600'));
    await ready('p');
    const described = await ok('describe', 'pod', 'p');
    expect(described).toMatch(/Scheduled .* Successfully assigned default\/p to node-1/);
    expect(described).toMatch(/Started .* Started container main/);
    writeFileSync(join(directory, 'file'), 'content');
    await ok('cp', join(directory, 'file'), 'p:/tmp/file');
    expect(await ok('exec', 'p', '--', 'cat', '/tmp/file')).toBe('content');
  });

  it('knows the resources and the version', async () => {
    expect(await ok('api-resources', '--namespaced=true', '-o', 'name')).toContain(
      'networkpolicies.networking.k8s.io\n',
    );
    expect(await ok('version', '-o', 'json')).toContain('"gitVersion": "v1.32.0"');
    expect(await ok('get', 'ns', '-o', 'name')).toContain('namespace/team\n');
  });
});

function fetched(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => void text(response).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
}
