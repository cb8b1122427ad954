import { describe, expect, it } from 'vitest';
import { portPlace } from './port-place.js';

const SESSION = 'ses_01hzy3v7k8q9rstvwxyz012345';
const HOST = `3000-${SESSION.slice(4)}.ports.example.com`;
const OPTIONS = { basePath: '/api/v5', domain: 'ports.example.com' };
const named = { sessionId: SESSION, port: 3000 };
const byHost = { by: 'host', named, session: SESSION, port: '3000', prefix: '' };

describe('the place of a request', () => {
  it.each([
    ['/', '/'],
    ['/a//b/../c?d=%2F', '/a//b/../c?d=%2F'],
    ['/api/v5/sessions', '/api/v5/sessions'],
    [`/api/v5/sessions/${SESSION}/ports/8080/x`, `/api/v5/sessions/${SESSION}/ports/8080/x`],
    ['/healthz', '/healthz'],
    ['?a', '/?a'],
    ['*', '/'],
  ])('is the port of its host, whatever the path %s', (target, path) => {
    expect(portPlace({ host: HOST, target }, OPTIONS)).toEqual({ ...byHost, path });
  });

  it('is the port of its path at the host of the interface', () => {
    const prefix = `/api/v5/sessions/${SESSION}/ports/3000`;
    const place = { by: 'path', session: SESSION, port: '3000', prefix, path: '/a?b' };

    expect(portPlace({ host: 'example.com', target: `${prefix}/a?b` }, OPTIONS)).toEqual(place);
    expect(portPlace({ host: HOST, target: `${prefix}/a?b` }, { ...OPTIONS, domain: '' })).toEqual(place);
  });

  it.each(['ports.example.com', 'www.ports.example.com', `03000-${SESSION.slice(4)}.ports.example.com`])(
    'is nowhere at %s, the interface among it',
    (host) => {
      for (const target of ['/', '/api/v5/sessions', '/healthz', `/api/v5/sessions/${SESSION}/ports/3000/`])
        expect(portPlace({ host, target }, OPTIONS)).toBe('nowhere');
    },
  );

  it.each([undefined, 'example.com', '127.0.0.1:8787'])('is the interface at %s', (host) => {
    expect(portPlace({ host, target: '/api/v5/sessions' }, OPTIONS)).toBeNull();
  });
});
