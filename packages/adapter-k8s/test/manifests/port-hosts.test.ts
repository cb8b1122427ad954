import type { V1ConfigMap, V1Ingress } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtWith, hasKustomize, overlays, type Built } from './built.js';
import { problemsOf } from './published.js';

describe.runIf(hasKustomize).each(overlays)('host names of ports in the overlay %s', (overlay) => {
  let whole: Built;
  beforeAll(async () => {
    whole = await builtWith(overlay, 'port-hosts');
  });

  it('come to the servers that serve them, by a certificate for all of them', () => {
    const ports = whole.one<V1Ingress>('Ingress', 'carrel-ports');
    const [rule] = ports.spec?.rules ?? [];
    const [settings] = whole
      .all<V1ConfigMap>('ConfigMap')
      .filter(({ data }) => data?.['CARREL_PORTS__DOMAIN'] !== undefined);

    expect(problemsOf(ports)).toEqual([]);
    expect(rule?.host).toBe(`*.${settings?.data?.['CARREL_PORTS__DOMAIN'] ?? ''}`);
    expect(ports.spec?.tls).toEqual([{ hosts: [rule?.host], secretName: 'carrel-ports-tls' }]);
  });

  it('are served as the interface is, and share no name with it', () => {
    const [ports, own] = [whole.one<V1Ingress>('Ingress', 'carrel-ports'), whole.one<V1Ingress>('Ingress', 'carrel')];

    expect(ports.metadata.annotations).toEqual(own.metadata.annotations);
    expect(ports.spec?.ingressClassName).toBe(own.spec?.ingressClassName);
    expect(ports.spec?.rules?.[0]?.http).toEqual(own.spec?.rules?.[0]?.http);
    expect(own.spec?.rules?.[0]?.host).not.toContain('ports.');
  });
});
