import { expect, it } from 'vitest';
import { noopMetrics, type Metrics } from './metrics.js';

it('noopMetrics takes every measurement and keeps none', () => {
  const sizes = noopMetrics.histogram('carrel_bytes', { help: 'Bytes of a file.', buckets: [1, 10] });

  expect(noopMetrics.counter('carrel_runs', { help: 'Runs.' }).add()).toBeUndefined();
  expect(noopMetrics.gauge('carrel_open', { help: 'Open now.' }).set(2)).toBeUndefined();
  expect(sizes.observe(3)).toBeUndefined();
});

it('a metric takes the labels that it declared, and the compiler refuses others', () => {
  const measure = (metrics: Metrics) => {
    const answers = metrics.counter('carrel_answers', { help: 'Answers.', labels: ['route', 'status'] });
    answers.add(1, { route: '/sessions', status: '200' });
    // @ts-expect-error a label is missing
    answers.add(1, { route: '/sessions' });
    // @ts-expect-error all labels are missing
    answers.add(1);
    // @ts-expect-error nobody declared it
    answers.add(1, { route: '/sessions', status: '200', user: 'usr_1' });
    // @ts-expect-error it declared none
    metrics.gauge('carrel_open', { help: 'Open now.' }).set(1, { user: 'usr_1' });
  };

  expect(() => {
    measure(noopMetrics);
  }).not.toThrow();
});
