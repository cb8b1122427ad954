import { expect, it } from 'vitest';
import { memoryMetrics } from './memory-metrics.js';
import { processMetrics } from './process-metrics.js';

const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

function valueOf(text: string, sample: string): number {
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${sample} `))
      ?.slice(sample.length + 1),
  );
}

it('measures this process when it is asked to', async () => {
  const metrics = memoryMetrics();
  const measured = processMetrics(metrics, { version: '1.2.3' });
  await measured.collect();
  const first = valueOf(metrics.text(), 'process_cpu_seconds_total');
  const lag = () => valueOf(metrics.text(), 'nodejs_eventloop_lag_max_seconds');
  const deadline = Date.now() + 30_000;
  // A loop that is blocked again and again is late, as soon as it was looked at before.
  while (!(lag() > 0.02) && Date.now() < deadline) {
    await pause();
    const until = performance.now() + 50;
    while (performance.now() < until) JSON.stringify({ busy: until });
    await pause();
    await measured.collect();
  }
  measured.close();

  const text = metrics.text();
  expect(text).toContain(`carrel_build_info{version="1.2.3",node="${process.version}"} 1`);
  expect(valueOf(text, 'process_cpu_seconds_total')).toBeGreaterThan(first);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  expect(valueOf(text, 'nodejs_heap_size_total_bytes')).toBeGreaterThanOrEqual(
    valueOf(text, 'nodejs_heap_size_used_bytes'),
  );
  expect(lag()).toBeGreaterThan(0.02);
  expect(Math.abs(valueOf(text, 'process_start_time_seconds') - (Date.now() / 1_000 - process.uptime()))).toBeLessThan(
    60,
  );
});
