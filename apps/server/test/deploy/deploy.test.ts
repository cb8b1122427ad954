import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEPLOY, deployFile, deployFiles, hasCommand, hasPromtool } from './deploy-files.js';

const hasCompose = hasCommand('docker-compose', 'version', 'docker-compose');
const hasSystemd = hasCommand('systemd-analyze', '--version', 'systemd');

const copy = mkdtempSync(join(tmpdir(), 'carrel-deploy-'));
cpSync(DEPLOY, copy, { recursive: true });
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** What a command says about the copy of `deploy/`, and whether it is content. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, said: stdout + stderr };
}

it('has no file in deploy/ that nothing checks', () => {
  // Those of FoundationDB by store-fdb, those of Kubernetes and the agent's image by adapter-k8s.
  const elsewhere = /^(foundationdb|kubernetes)\/|^Dockerfile\.agent$/;
  expect(
    deployFiles()
      .filter((path) => !elsewhere.test(path))
      .toSorted(),
  ).toEqual([
    'Dockerfile',
    'compose.yaml',
    'grafana/carrel.json',
    'nginx/carrel.conf',
    'prometheus/carrel.rules.test.yml',
    'prometheus/carrel.rules.yml',
    'prometheus/prometheus.yml',
    'systemd/carrel.service',
  ]);
});

describe.skipIf(!hasPromtool)('the rules for Prometheus', () => {
  it('are what Prometheus takes, and fire when they should and not otherwise', () => {
    expect(run('promtool', ['check', 'rules', 'prometheus/carrel.rules.yml'])).toMatchObject({ status: 0 });
    expect(run('promtool', ['test', 'rules', 'prometheus/carrel.rules.test.yml'])).toMatchObject({ status: 0 });
    expect(run('promtool', ['check', 'config', '--syntax-only', 'prometheus/prometheus.yml'])).toMatchObject({
      status: 0,
    });
  });

  it('are each in the runbook', () => {
    const rules = readFileSync(join(copy, 'prometheus/carrel.rules.yml'), 'utf8');
    const runbook = readFileSync(join(DEPLOY, '../docs/operations.md'), 'utf8');
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    expect(alerts.length).toBeGreaterThan(10);
    for (const alert of alerts) expect(runbook, alert).toMatch(new RegExp(`^###.*\`${alert}\``, 'm'));
  });

  it('fail their tests when a threshold is another one', () => {
    const path = join(copy, 'prometheus/carrel.rules.yml');
    const rules = readFileSync(path, 'utf8');
    writeFileSync(path, rules.replace('carrel_queue_length > 20', 'carrel_queue_length > 200'));
    expect(run('promtool', ['test', 'rules', 'prometheus/carrel.rules.test.yml']).said).toContain('CarrelQueueLong');
    writeFileSync(path, rules);
  });

  it('have a test each that they fire, and one that they do not', () => {
    const alerts = [...deployFile('prometheus/carrel.rules.yml').matchAll(/- alert: (\w+)/g)].map(
      ([, name = '']) => name,
    );
    const tests = deployFile('prometheus/carrel.rules.test.yml');
    for (const name of alerts) expect([name, tests.split(`alertname: ${name}\n`).length - 1]).toEqual([name, 2]);
  });
});

it('has a dashboard whose panels are told apart, and lie beside each other', () => {
  const { panels } = JSON.parse(deployFile('grafana/carrel.json')) as {
    panels: { id: number; type: string; targets?: { expr: string }[]; gridPos: { x: number; y: number; w: number } }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length);
  for (const { gridPos, targets, type } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(type === 'row' || (targets ?? []).length > 0).toBe(true);
  }
});

describe.skipIf(!hasPromtool)('the expressions of the dashboard', () => {
  it('are what Prometheus understands', () => {
    const { panels } = JSON.parse(deployFile('grafana/carrel.json')) as { panels: { targets?: { expr: string }[] }[] };
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const rules = expressions.map((expr, index) => {
      const plain = expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.+');
      return `      - record: dashboard:expression_${index}\n        expr: '${plain}'\n`;
    });
    writeFileSync(join(copy, 'dashboard.yml'), `groups:\n  - name: dashboard\n    rules:\n${rules.join('')}`);
    const { said } = run('promtool', ['check', 'rules', 'dashboard.yml']);
    expect(said).toContain(`SUCCESS: ${expressions.length} rules found`);
  });
});

describe.skipIf(!hasCompose)('the file for Docker Compose', () => {
  it('is what Docker Compose takes, and mounts what is there', () => {
    mkdirSync(join(copy, 'secrets'));
    writeFileSync(join(copy, 'secrets/metrics_token'), 'scrape-me');
    const file = ['-f', 'compose.yaml', 'config'];
    const { status, said } = run('docker-compose', file, { CARREL_METRICS__TOKEN: 'scrape-me' });
    expect([status, status === 0 ? '' : said]).toEqual([0, '']);
    for (const [, path = ''] of deployFile('compose.yaml').matchAll(/^ {6}- \.\/([^:]+):/gm))
      expect([path, existsSync(join(DEPLOY, path))]).toEqual([path, true]);
    // Else nothing reaches the server once its container was restarted.
    const text = deployFile('compose.yaml');
    for (const name of ['carrel', 'nginx'])
      expect(text).toMatch(new RegExp(`^  ${name}:\\n(?: {4}.*\\n)*? {4}network_mode: service:network$`, 'm'));
    expect(run('docker-compose', file, { CARREL_METRICS__TOKEN: '' }).said).toContain('the token of the metrics');
  });
});

it('has a Dockerfile that names what is in the repository', () => {
  const text = deployFile('Dockerfile');
  for (const path of ['scripts/prepare.mjs', 'apps/server/bin/carrel.mjs']) {
    expect(text).toContain(path);
    expect(existsSync(join(DEPLOY, '..', path))).toBe(true);
  }
  const ignored = readFileSync(join(DEPLOY, '../.dockerignore'), 'utf8').split('\n');
  for (const path of ['**/.git', '**/node_modules', '**/data', 'deploy/secrets']) expect(ignored).toContain(path);
});

describe.skipIf(!hasSystemd)('the unit for systemd', () => {
  it('is what systemd takes, and as closed as it can be', () => {
    // What is at these places on a machine that has it installed.
    const path = join(copy, 'systemd/carrel.service');
    writeFileSync(path, readFileSync(path, 'utf8').replace('/usr/bin/node', process.execPath));
    const verified = run('systemd-analyze', ['verify', '--man=no', './systemd/carrel.service']);
    expect(verified.said.split('\n').filter((line) => line.includes('carrel.service'))).toEqual([]);
    const { said } = run('systemd-analyze', ['security', '--offline=true', './systemd/carrel.service']);
    const exposure = Number(/exposure level for carrel\.service: ([\d.]+)/.exec(said)?.[1]);
    expect(exposure).toBeLessThan(2.5);
  });
});
