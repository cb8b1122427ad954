import { readFileSync } from 'node:fs';
import type {
  V1ConfigMap,
  V1Deployment,
  V1Ingress,
  V1NetworkPolicy,
  V1PodDisruptionBudget,
  V1Service,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { built, hasKustomize, overlays, parsed, type Built, type Manifest } from './built.js';
import { containersOf, podsOf, portsOf, taken, takes } from './pods.js';
import { problemsOf } from './published.js';

const repository = new URL('../../../../', import.meta.url);
const SERVER = { 'app.kubernetes.io/name': 'carrel', 'app.kubernetes.io/component': 'server' };

/** Every kind that there may be, with its version; of those with a namespace, `true`. */
const KINDS: Readonly<Record<string, boolean>> = {
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': false,
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': false,
  'apps/v1 Deployment': true,
  'apps/v1 StatefulSet': true,
  'autoscaling/v2 HorizontalPodAutoscaler': true,
  'monitoring.coreos.com/v1 ServiceMonitor': true,
  'networking.k8s.io/v1 Ingress': true,
  'networking.k8s.io/v1 NetworkPolicy': true,
  'policy/v1 PodDisruptionBudget': true,
  'rbac.authorization.k8s.io/v1 ClusterRole': false,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': false,
  'rbac.authorization.k8s.io/v1 Role': true,
  'rbac.authorization.k8s.io/v1 RoleBinding': true,
  'v1 ConfigMap': true,
  'v1 Namespace': false,
  'v1 PersistentVolumeClaim': true,
  'v1 Service': true,
  'v1 ServiceAccount': true,
};

/** Of the Prometheus operator, and so in no document of Kubernetes. */
interface ServiceMonitor {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly namespaceSelector: { readonly matchNames: readonly string[] };
    readonly endpoints: readonly {
      readonly port: string;
      readonly path: string;
      readonly interval: string;
      readonly scrapeTimeout: string;
      readonly authorization: { readonly credentials: { readonly name: string; readonly key: string } };
    }[];
  };
}

/** What the servers are configured with, from their ConfigMap and their own variables. */
function settingsOf(built: Built): Readonly<Record<string, string | undefined>> {
  const [container] = built.one<V1Deployment>('Deployment', 'carrel').spec?.template.spec?.containers ?? [];
  const name = container?.envFrom?.[0]?.configMapRef?.name ?? '';
  const own = (container?.env ?? []).map(({ name, value }) => [name, value] as const);
  return { ...built.one<V1ConfigMap>('ConfigMap', name).data, ...Object.fromEntries(own) };
}

describe.runIf(hasKustomize).each(overlays)('the overlay %s', (overlay) => {
  let whole: Built;
  beforeAll(async () => {
    whole = await built(overlay);
  });

  it('has objects of known kinds alone, as Kubernetes publishes them', () => {
    const names = whole.objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    const ours = whole.objects.filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.'));

    expect(names.filter((name) => !(name in KINDS))).toEqual([]);
    expect(ours.flatMap(problemsOf)).toEqual([]);
    expect(ours.length).toBeGreaterThan(10);
  });

  it('names no object twice, and each namespace that it uses', () => {
    const namespaces = whole.all('Namespace').map(({ metadata }) => metadata.name);
    const identities = whole.objects.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
    );
    const lost = whole.objects.filter(({ apiVersion, kind, metadata: { namespace } }) =>
      KINDS[`${apiVersion} ${kind}`] === true ? !namespaces.includes(namespace ?? '') : namespace !== undefined,
    );

    expect(new Set(identities).size).toBe(identities.length);
    expect(lost).toEqual([]);
  });

  it('has workloads that their own selectors take, and no others', () => {
    for (const pods of podsOf(whole)) expect(taken(whole, pods)).toEqual([pods]);
  });

  it('has Services with a workload behind each port', () => {
    for (const { metadata, spec } of whole.all<V1Service>('Service')) {
      const [pods, ...others] = taken(whole, { namespace: metadata.namespace, selector: spec?.selector });
      if (pods === undefined) throw new Error(`nobody is behind ${metadata.name}`);

      expect(others).toEqual([]);
      for (const { port, targetPort } of spec?.ports ?? []) expect(portsOf(pods)).toContain(targetPort ?? port);
    }
  });

  it('sends the Ingress to the servers, as the file for nginx does', () => {
    const { metadata, spec } = whole.one<V1Ingress>('Ingress', 'carrel');
    const [rule] = spec?.rules ?? [];
    const { service } = rule?.http?.paths[0]?.backend ?? {};
    const behind = whole.one<V1Service>('Service', service?.name ?? '');
    const nginx = readFileSync(new URL('deploy/nginx/carrel.conf', repository), 'utf8');
    const given = (name: string) => metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`];

    expect(behind.spec?.selector).toEqual(SERVER);
    expect(behind.spec?.ports?.map(({ name }) => name)).toContain(service?.port?.name);
    expect(spec?.tls?.[0]?.hosts).toEqual([rule?.host]);
    for (const name of ['proxy-buffering', 'proxy-request-buffering', 'proxy-next-upstream']) {
      expect(given(name)).toBe('off');
      expect(nginx).toContain(`${name.replaceAll('-', '_')} off;`);
    }
    for (const name of ['proxy-read-timeout', 'proxy-send-timeout'])
      expect(nginx).toContain(`${name.replaceAll('-', '_')} ${given(name) ?? '?'}s;`);
    expect(nginx).toContain(`client_max_body_size ${given('proxy-body-size') ?? '?'};`);
  });

  it('has policies of the network for workloads that there are, and ports that they have', () => {
    const policies = whole
      .all<V1NetworkPolicy>('NetworkPolicy')
      .filter(({ metadata }) => metadata.namespace === 'carrel');

    expect(policies.map(({ metadata }) => metadata.name)).toContain('default-deny');
    for (const { metadata, spec } of policies) {
      const self = taken(whole, { namespace: metadata.namespace, selector: spec?.podSelector?.matchLabels });
      expect(self, metadata.name).not.toEqual([]);
      const asked = (spec?.ingress ?? []).flatMap(({ ports = [] }) => ports.map(({ port }) => port));
      for (const pods of self) expect(portsOf(pods), metadata.name).toEqual(expect.arrayContaining(asked));
      for (const { to = [], ports = [] } of spec?.egress ?? []) {
        const peers = to.flatMap(({ namespaceSelector, podSelector }) =>
          namespaceSelector === undefined
            ? taken(whole, { namespace: metadata.namespace, selector: podSelector?.matchLabels })
            : [],
        );
        for (const pods of peers) expect(portsOf(pods)).toEqual(expect.arrayContaining(ports.map(({ port }) => port)));
      }
    }
  });

  it('lets nothing through to whom no policy names', () => {
    for (const { metadata } of whole.all('Namespace')) {
      const { spec } = whole.one<V1NetworkPolicy>('NetworkPolicy', 'default-deny', metadata.name);

      expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    }
  });

  it('has settings that there are', () => {
    const documented = readFileSync(new URL('docs/configuration.md', repository), 'utf8');
    const names = Object.keys(settingsOf(whole)).filter((name) => name.startsWith('CARREL_'));
    const isDocumented = (name: string) => documented.includes(`| \`${name}\` |`);

    expect(names).toContain('CARREL_RUNTIME__KIND');
    expect(names.filter((name) => !isDocumented(name))).toEqual([]);
  });

  it('gives servers the time that they take to leave', () => {
    const { spec } = whole.one<V1Deployment>('Deployment', 'carrel').spec?.template ?? {};
    const [command, seconds] = spec?.containers[0]?.lifecycle?.preStop?.exec?.command ?? [];
    const drainMs = Number(settingsOf(whole)['CARREL_SERVER__DRAIN_MS']);

    expect(command).toBe('sleep');
    expect(Number(seconds)).toBeGreaterThanOrEqual(5);
    expect(spec?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(seconds) + drainMs / 1_000 + 10);
  });

  it('asks servers for their life and for their backends apart', () => {
    const [container] = whole.one<V1Deployment>('Deployment', 'carrel').spec?.template.spec?.containers ?? [];
    const port = container?.ports?.find(({ name }) => name === 'http')?.containerPort;
    const asked = [container?.startupProbe, container?.livenessProbe, container?.readinessProbe];

    expect(port).toBe(8787);
    expect(asked.map((probe) => probe?.httpGet)).toEqual(
      ['/healthz', '/healthz', '/ready'].map((path) => ({ path, port: 'http' })),
    );
    // A backend that does not answer is called down after five seconds.
    expect(container?.readinessProbe?.timeoutSeconds).toBeGreaterThan(5);
  });
});

describe.runIf(hasKustomize).each(['production', 'tenants'] as const)(
  'the overlay %s of several servers',
  (overlay) => {
    let whole: Built;
    beforeAll(async () => {
      whole = await built(overlay);
    });

    it('keeps what servers share where all of them reach it', () => {
      const settings = settingsOf(whole);

      expect([settings['CARREL_STORE__KIND'], settings['CARREL_STREAMS__KIND']]).toEqual(['foundationdb', 'redis']);
    });

    it('scales the servers, and takes away one at a time', () => {
      const { spec: scaling } = whole.one<V2HorizontalPodAutoscaler>('HorizontalPodAutoscaler', 'carrel');
      const { spec: budget } = whole.one<V1PodDisruptionBudget>('PodDisruptionBudget', 'carrel');
      const { spec } = whole.one<V1Deployment>('Deployment', 'carrel');

      expect(scaling?.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'carrel' });
      expect(scaling?.minReplicas).toBeGreaterThanOrEqual(2);
      expect(scaling?.maxReplicas).toBeGreaterThan(scaling?.minReplicas ?? Infinity);
      // Each apply would set it back.
      expect(spec).not.toHaveProperty('replicas');
      expect(spec?.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
      expect(budget?.selector?.matchLabels).toEqual(SERVER);
      expect(budget?.maxUnavailable).toBe(1);
    });

    it('has Prometheus scrape the servers with their token', () => {
      const { spec } = whole.one<ServiceMonitor>('ServiceMonitor', 'carrel');
      const service = whole.one<V1Service>('Service', 'carrel');
      const [endpoint, ...others] = spec.endpoints;

      expect(takes(spec.selector.matchLabels, service.metadata.labels)).toBe(true);
      expect(spec.namespaceSelector.matchNames).toEqual([service.metadata.namespace]);
      expect(others).toEqual([]);
      expect(service.spec?.ports?.map(({ name }) => name)).toContain(endpoint?.port);
      expect(endpoint).toMatchObject({
        ...{ path: '/metrics', interval: '15s', scrapeTimeout: '10s' },
        authorization: { credentials: { name: 'carrel', key: 'metrics-token' } },
      });
    });
  },
);

describe.runIf(hasKustomize)('the secrets by example', () => {
  const example = parsed(readFileSync(new URL('deploy/kubernetes/secret.example.yaml', repository), 'utf8'));

  it('are all that the overlays ask for, and nothing more', async () => {
    const [secret, ...others] = example as readonly (Manifest & { readonly stringData: Record<string, string> })[];
    const asked = new Set<string>();
    for (const overlay of overlays)
      for (const pods of podsOf(await built(overlay)))
        for (const { env = [] } of containersOf(pods))
          for (const { valueFrom } of env)
            if (valueFrom?.secretKeyRef !== undefined)
              asked.add(`${valueFrom.secretKeyRef.name ?? ''} ${valueFrom.secretKeyRef.key}`);

    expect(others).toEqual([]);
    expect(example.flatMap(problemsOf)).toEqual([]);
    expect(
      Object.keys(secret?.stringData ?? {})
        .map((key) => `carrel ${key}`)
        .sort(),
    ).toEqual([...asked].sort());
  });
});
