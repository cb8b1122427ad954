import { describe, expect, it } from 'vitest';
import { RegistryAuths } from './registry-auth.js';
import { RegistryRefused, isAbsent, toRegistryError } from './registry-errors.js';

const HOST = 'registry.example.org:5000';
const IMAGE = `${HOST}/team/workspace:0123456789abcdef`;

const toError = (cause: unknown, image = IMAGE) =>
  toRegistryError(cause, { image, verb: 'pulled', auths: new RegistryAuths({}) });

/** What engines say of registries. */
const SAID: readonly (readonly [string, string])[] = [
  ['runtime/permission-denied', `Head "http://${HOST}/v2/team/workspace/manifests/01": no basic auth credentials`],
  ['runtime/permission-denied', 'unauthorized: authentication required'],
  [
    'runtime/permission-denied',
    `pull access denied for ${HOST}/team/workspace, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
  ],
  ['runtime/unavailable', `Get "https://${HOST}/v2/": dial tcp: lookup registry.example.org: no such host`],
  ['runtime/unavailable', `Get "https://${HOST}/v2/": dial tcp 192.0.2.1:5000: connect: connection refused`],
  ['runtime/unavailable', `Get "https://${HOST}/v2/": x509: certificate signed by unknown authority`],
  ['runtime/unavailable', `Get "https://${HOST}/v2/": http: server gave HTTP response to HTTPS client`],
  ['runtime/unavailable', 'toomanyrequests: You have reached your pull rate limit.'],
  ['runtime/unavailable', 'received unexpected HTTP status: 503 Service Unavailable'],
  ['runtime/unavailable', 'unexpected EOF'],
  ['runtime/exhausted', 'write /var/lib/layer: no space left on device'],
  ['runtime/failed', 'invalid tar header'],
];

describe('toRegistryError', () => {
  it.each(SAID)('is %s for: %s', (type, text) => {
    const error = toError(new RegistryRefused(text));

    expect(error).toMatchObject({ type, cause: { message: text } });
    expect(isAbsent(new RegistryRefused(text), IMAGE)).toBe(false);
  });

  it('knows an image that its registry does not have', () => {
    const refused = new RegistryRefused(`manifest for ${IMAGE} not found: manifest unknown: manifest unknown`);

    expect(isAbsent(refused, IMAGE)).toBe(true);
    expect(toError(refused)).toMatchObject({
      type: 'runtime/unavailable',
      message: `The image ${IMAGE} is not there.`,
    });
  });

  it('is not misled by the name of the image', () => {
    const image = `${HOST}/denied/eof-tls:forbidden`;
    const text = `manifest for ${image} not found: Head "http://${HOST}/v2/denied/eof-tls/manifests": manifest unknown`;

    expect(isAbsent(new RegistryRefused(text), image)).toBe(true);
  });

  it('takes what the engine itself suffers for what it is', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

    expect(toError(refused).message).toContain('container engine cannot be reached');
    expect(toError(new DOMException('given up', 'AbortError')).type).toBe('request/aborted');
  });
});
