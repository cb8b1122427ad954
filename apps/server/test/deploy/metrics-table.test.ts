import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { DataDir, ServerProcess } from '../server-process.js';
import { documentedMetrics, deployFile, hasPromtool, metricsInSources } from './deploy-files.js';

const TOKEN = 'scrape-me';

it('documents every metric of the sources, and no other', () => {
  const documented = [...documentedMetrics().keys()];
  expect(documented.toSorted()).toEqual([...metricsInSources()].toSorted());
});

it('documents what a server says of its metrics', async () => {
  await using dataDir = new DataDir();
  const env = { CARREL_METRICS__TOKEN: TOKEN };
  await using server = await ServerProcess.launch(dataDir, ['--quiet', '--runtime', 'local'], env).listening;
  const ada = await server.client.register('ada@example.com');
  const session = await ada.session(['bash']);
  expect((await ada.post(`/sessions/${session}/workspace?waitMs=20000`)).status).toBe(200);
  const answer = await fetch(`${server.origin}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  const text = await answer.text();

  if (hasPromtool) {
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([checked.status, checked.stdout + checked.stderr]).toEqual([0, '']);
  }
  const documented = documentedMetrics();
  const kinds = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => ({ name, kind }));
  expect(kinds.length).toBeGreaterThan(30);
  for (const { name, kind } of kinds) expect([name, documented.get(name)?.kind]).toEqual([name, kind]);
  for (const [, sample = '', pairs = ''] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm)) {
    const name = documented.has(sample) ? sample : sample.replace(/_(bucket|sum|count)$/, '');
    const labels = [...pairs.matchAll(/(\w+)="/g)].map(([, label = '']) => label).filter((label) => label !== 'le');
    expect([name, labels.toSorted()]).toEqual([name, documented.get(name)?.labels.toSorted()]);
  }
  const measured = (sample: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${sample} `))
        ?.split(' ')[1],
    );
  expect(measured('carrel_backend_up{backend="store"}')).toBe(1);
  expect(measured('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(measured('process_open_fds')).toBeGreaterThan(3);
  expect(measured('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(measured('carrel_data_free_bytes')).toBeGreaterThan(0);
  expect(measured('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
});

it.each(['grafana/carrel.json', 'prometheus/carrel.rules.yml', 'prometheus/carrel.rules.test.yml'])(
  'has nothing in %s that is not measured',
  (path) => {
    const documented = documentedMetrics();
    const used = new Set(deployFile(path).match(/\b(?:carrel|nodejs|process)_[a-z0-9_]+\b/g) ?? []);
    expect(used.size).toBeGreaterThan(10);
    const isKnown = (name: string) =>
      documented.has(name) || documented.get(name.replace(/_(bucket|sum|count)$/, ''))?.kind === 'histogram';
    expect([...used].filter((name) => !isKnown(name))).toEqual([]);
  },
);

it('shows every metric on the dashboard', () => {
  const board = deployFile('grafana/carrel.json');
  expect([...documentedMetrics().keys()].filter((name) => !board.includes(name))).toEqual([]);
});
