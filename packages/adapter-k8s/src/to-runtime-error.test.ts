import type { RuntimeError } from '@carrel/core/runtime';
import { describe, expect, it } from 'vitest';
import { ApiFailure, apiStatusOf } from './api-failure.js';
import type { KubeCall } from './kube-resource.js';
import { toRuntimeError } from './to-runtime-error.js';

const call: KubeCall = { verb: 'create', resource: 'pods', namespace: 'boxes' };

function refusal(code: number, body: object = {}, about: KubeCall = call): ApiFailure {
  return new ApiFailure(about, apiStatusOf(code, JSON.stringify({ kind: 'Status', ...body }), undefined));
}

const forbidden = 'pods "x" is forbidden: ';

describe('toRuntimeError', () => {
  it.each<[string, unknown, RuntimeError['type']]>([
    ['credentials that are not taken', refusal(401), 'runtime/permission-denied'],
    ['a right that is missing', refusal(403, { message: 'User "a" cannot create' }), 'runtime/permission-denied'],
    ['a quota', refusal(403, { message: `${forbidden}exceeded quota: carrel` }), 'runtime/exhausted'],
    [
      'a limit',
      refusal(403, { message: `${forbidden}maximum memory usage per Container is 1Gi` }),
      'runtime/exhausted',
    ],
    [
      'a namespace that goes',
      refusal(403, { message: forbidden, details: { causes: [{ reason: 'NamespaceTerminating' }] } }),
      'runtime/unavailable',
    ],
    [
      'a service account that is still to come',
      refusal(403, { message: `${forbidden}error looking up service account n/default` }),
      'runtime/unavailable',
    ],
    [
      'a policy',
      refusal(403, { message: `${forbidden}violates PodSecurity "restricted"` }),
      'runtime/permission-denied',
    ],
    ['a namespace that is missing', refusal(404, { details: { kind: 'namespaces' } }), 'runtime/unavailable'],
    ['a conflict', refusal(409, { reason: 'Conflict' }), 'runtime/unavailable'],
    ['a version that is gone', refusal(410, { reason: 'Expired' }), 'runtime/unavailable'],
    ['an object that is none', refusal(422, { reason: 'Invalid' }), 'runtime/failed'],
    ['throttling', refusal(429), 'runtime/unavailable'],
    ['a failure', refusal(500), 'runtime/unavailable'],
    ['a failure behind a proxy', refusal(503), 'runtime/unavailable'],
    ['a call that is none', refusal(400), 'runtime/failed'],
    ['nobody there', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'runtime/unavailable'],
    ['a broken answer', Object.assign(new Error(''), { code: 'ECONNRESET' }), 'runtime/unavailable'],
    ['distrust', Object.assign(new Error(''), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'runtime/permission-denied'],
    ['no kubeconfig', Object.assign(new Error(''), { name: 'KubeConfigError' }), 'runtime/unavailable'],
    ['no answer in time', new DOMException('', 'TimeoutError'), 'runtime/timed-out'],
    ['giving up', new DOMException('', 'AbortError'), 'request/aborted'],
    ['anything else', new Error('x'), 'runtime/failed'],
    ['what is no error', 'x', 'runtime/failed'],
  ])('knows %s', (_name, cause, type) => {
    expect(toRuntimeError(cause).type).toBe(type);
  });

  it('names the verb, the resource and the namespace of a right that is missing', () => {
    const about: KubeCall = { verb: 'get', resource: 'pods', namespace: 'boxes', subresource: 'exec' };
    expect(toRuntimeError(refusal(403, {}, about)).message).toBe(
      'This process may not get pods/exec in the namespace boxes: its role has no such rule.',
    );
    const cluster: KubeCall = { verb: 'list', resource: 'networkpolicies', namespace: null };
    expect(toRuntimeError(refusal(403, {}, cluster)).message).toBe(
      'This process may not list networkpolicies of networking.k8s.io in the cluster: its role has no such rule.',
    );
  });

  it('names the verb that the server says is missing, where a call needs two', () => {
    const about: KubeCall = { verb: 'create', resource: 'pods', namespace: 'boxes', subresource: 'exec' };
    const message =
      'pods "x" is forbidden: User "a" cannot get resource "pods/exec" in API group "" in the namespace "boxes"';
    expect(toRuntimeError(refusal(403, { message }, about)).message).toContain('may not get pods/exec');
  });

  it('names the fields that are wrong', () => {
    const details = { causes: [{ reason: 'FieldValueInvalid', field: 'spec.containers[0].image', message: 'bad' }] };
    expect(toRuntimeError(refusal(422, { details })).message).toContain('look at spec.containers[0].image');
  });

  it('keeps the text of the server to the cause', () => {
    for (const code of [401, 403, 404, 409, 422, 429, 500]) {
      const { cause, message } = toRuntimeError(refusal(code, { message: 'whisper' })) as RuntimeError;
      expect(message).not.toContain('whisper');
      expect(String(cause)).toContain('whisper');
    }
  });
});

describe('apiStatusOf', () => {
  it('reads how long to wait, in seconds, as a date, or from the details', () => {
    expect(apiStatusOf(429, '', '3').retryAfterMs).toBe(3_000);
    const soon = new Date(Date.now() + 60_000).toUTCString();
    expect(apiStatusOf(429, '', soon).retryAfterMs).toBeGreaterThan(50_000);
    expect(apiStatusOf(429, '{"details":{"retryAfterSeconds":2}}', undefined).retryAfterMs).toBe(2_000);
    expect(apiStatusOf(429, 'busy', 'later').retryAfterMs).toBeNull();
  });

  it('takes whatever body there is', () => {
    for (const body of [
      '',
      'text',
      '[]',
      'null',
      '{"details":[]}',
      '{"details":{"causes":[1,null]}}',
      '{"reason":1}',
    ]) {
      expect(apiStatusOf(500, body, undefined)).toMatchObject({ code: 500, reason: '', causes: [] });
    }
  });
});
