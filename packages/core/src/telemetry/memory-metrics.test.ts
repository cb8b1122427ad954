import { expect, it } from 'vitest';
import { memoryMetrics } from './memory-metrics.js';

it('tells counters and gauges by their labels, and escapes what would end a value', () => {
  const metrics = memoryMetrics();
  const answers = metrics.counter('carrel_answers_total', { help: 'Answers,\nof all routes.', labels: ['route'] });
  answers.add(1, { route: 'a "b" \\' });
  answers.add(2, { route: 'c' });
  answers.add(2, { route: 'c' });
  metrics.gauge('carrel_open', { help: 'Open now.' }).set(3);
  metrics.gauge('carrel_open', { help: 'Open now.' }).set(2);
  metrics.gauge('carrel_unset', { help: 'Never set.' });

  expect(metrics.text()).toBe(
    [
      '# HELP carrel_answers_total Answers,\\nof all routes.',
      '# TYPE carrel_answers_total counter',
      'carrel_answers_total{route="a \\"b\\" \\\\"} 1',
      'carrel_answers_total{route="c"} 4',
      '# HELP carrel_open Open now.',
      '# TYPE carrel_open gauge',
      'carrel_open 2',
      '# HELP carrel_unset Never set.',
      '# TYPE carrel_unset gauge',
      '',
    ].join('\n'),
  );
});

it('tells histograms as counts up to each bound', () => {
  const metrics = memoryMetrics();
  const sizes = metrics.histogram('carrel_bytes', { help: 'Bytes.', buckets: [1, 10], labels: ['kind'] });
  for (const size of [1, 2, 10, 11]) sizes.observe(size, { kind: 'file' });

  expect(metrics.text().split('\n').slice(2)).toEqual([
    'carrel_bytes_bucket{kind="file",le="1"} 1',
    'carrel_bytes_bucket{kind="file",le="10"} 3',
    'carrel_bytes_bucket{kind="file",le="+Inf"} 4',
    'carrel_bytes_sum{kind="file"} 24',
    'carrel_bytes_count{kind="file"} 4',
    '',
  ]);
});
