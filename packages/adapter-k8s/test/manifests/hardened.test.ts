import type { V1ConfigMap, V1PersistentVolumeClaim, V1ServiceAccount } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { built, hasKustomize, overlays, type Built } from './built.js';
import { containersOf, podsOf } from './pods.js';

/** Writes beside its volumes. */
const WRITING = ['fdbserver', 'cluster-file'];

const QUANTITY = /^\d+(?:\.\d+)?(?:m|[KMGT]i?)?$/;

describe.runIf(hasKustomize).each(overlays)('the pods of the overlay %s', (overlay) => {
  let whole: Built;
  beforeAll(async () => {
    whole = await built(overlay);
  });

  it('are of nobody who is root, and may nothing of the kernel', () => {
    for (const { name, template } of podsOf(whole)) {
      const { securityContext, hostNetwork, hostPID, hostIPC } = template.spec ?? {};

      expect(securityContext, name).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(securityContext?.runAsUser, name).toBeGreaterThan(0);
      expect([hostNetwork, hostPID, hostIPC]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('have containers that gain no privileges, with a root that nobody writes', () => {
    for (const container of podsOf(whole).flatMap(containersOf)) {
      expect(container.securityContext, container.name).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        ...(WRITING.includes(container.name) ? {} : { readOnlyRootFilesystem: true }),
      });
    }
  });

  it('have images of one version', () => {
    for (const { name, image = '' } of podsOf(whole).flatMap(containersOf)) {
      expect(image, name).toMatch(/^[a-z0-9./-]+(?::[\w.-]+|@sha256:[0-9a-f]{64})$/);
      expect(image, name).not.toMatch(/:latest$/);
    }
  });

  it('have limits of memory, and say what they ask for', () => {
    for (const { name, resources } of podsOf(whole).flatMap(containersOf)) {
      const given = [resources?.requests?.['cpu'], resources?.requests?.['memory'], resources?.limits?.['memory']];

      for (const quantity of given) expect(quantity, name).toMatch(QUANTITY);
    }
  });

  it('speak to the cluster if they are servers, and otherwise not', () => {
    for (const { name, template } of podsOf(whole)) {
      const { automountServiceAccountToken, serviceAccountName } = template.spec ?? {};

      expect([automountServiceAccountToken, serviceAccountName], name).toEqual(
        name === 'carrel' ? [true, 'carrel'] : [false, undefined],
      );
    }
    expect(whole.one<V1ServiceAccount>('ServiceAccount', 'carrel').automountServiceAccountToken).toBe(false);
  });

  it('get no variables of Services, which begin as settings do', () => {
    for (const { name, template } of podsOf(whole)) expect(template.spec?.enableServiceLinks, name).toBe(false);
  });

  it('mount what there is, and have nothing that is not mounted', () => {
    for (const pods of podsOf(whole)) {
      const volumes = pods.template.spec?.volumes ?? [];
      const claimed = pods.claims.map(({ metadata }) => metadata?.name);
      const mounted = containersOf(pods).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));

      expect(new Set(mounted), pods.name).toEqual(new Set([...volumes.map(({ name }) => name), ...claimed]));
      for (const { configMap, persistentVolumeClaim, emptyDir } of volumes) {
        if (configMap?.name !== undefined) whole.one<V1ConfigMap>('ConfigMap', configMap.name);
        if (persistentVolumeClaim !== undefined)
          whole.one<V1PersistentVolumeClaim>('PersistentVolumeClaim', persistentVolumeClaim.claimName);
        if (emptyDir !== undefined) expect(emptyDir.sizeLimit, pods.name).toMatch(QUANTITY);
        expect([configMap, persistentVolumeClaim, emptyDir].filter((each) => each !== undefined)).toHaveLength(1);
      }
    }
  });
});
