import { describe, expect, it } from 'vitest';
import type { Manifest } from './built.js';
import { problemsOf } from './published.js';

function deployment(spec: object): Manifest {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec };
}

const selector = { matchLabels: { app: 'a' } };

function withContainer(container: object): Manifest {
  return deployment({ selector, template: { spec: { containers: [{ name: 'a', ...container }] } } });
}

describe('what Kubernetes publishes of its kinds', () => {
  it('takes what fits', () => {
    const ports = [{ containerPort: 80, name: 'http' }];
    const probe = { httpGet: { port: 'http' }, periodSeconds: 5 };

    expect(problemsOf(withContainer({ ports, livenessProbe: probe, image: 'a:1' }))).toEqual([]);
  });

  it.each<[string, Manifest, string]>([
    ['a kind that there is not', { apiVersion: 'v1', kind: 'Pot', metadata: { name: 'a' } }, 'Pot: no such kind'],
    ['a version that there is not', { ...deployment({}), apiVersion: 'apps/v9' }, 'Deployment: no such kind'],
    ['a field that lacks', deployment({ selector }), 'Deployment.spec.template: missing'],
    [
      'a field that there is not',
      withContainer({ imagePulPolicy: 'Always' }),
      'Deployment.spec.template.spec.containers[0].imagePulPolicy: no such field',
    ],
    [
      'a string for a number',
      withContainer({ ports: [{ containerPort: '80' }] }),
      'Deployment.spec.template.spec.containers[0].ports[0].containerPort: no number',
    ],
    [
      'a number in a map of strings',
      deployment({ selector: { matchLabels: { app: 1 } }, template: {} }),
      'Deployment.spec.selector.matchLabels.app: no string',
    ],
    [
      'an object for a list',
      deployment({ selector: { matchExpressions: {} }, template: {} }),
      'Deployment.spec.selector.matchExpressions: no list',
    ],
    ['a null', deployment({ selector, template: null }), 'Deployment.spec.template: no object'],
  ])('finds %s', (_what, object, problem) => {
    expect(problemsOf(object)).toEqual([problem]);
  });
});
