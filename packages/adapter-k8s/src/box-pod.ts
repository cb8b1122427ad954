import type { JsonObject, PodObject } from './api-objects.js';
import { OWN_PREFIX } from './box-labels.js';
import { podTemplate, type PodParts } from './pod-template.js';
import { strategicMerge } from './strategic-merge.js';

/** The pod of a box: the template with the patch of the integrator laid over it. What we mark it with stays. */
export function boxPod(parts: PodParts): PodObject {
  const template = podTemplate(parts);
  const { podPatch } = parts.options;
  if (podPatch === null) return template;
  const patched = strategicMerge(template as unknown as JsonObject, {
    ...(podPatch.metadata === undefined ? {} : { metadata: marksIn(podPatch.metadata) }),
    ...(podPatch.spec === undefined ? {} : { spec: podPatch.spec }),
  });
  return patched as unknown as PodObject;
}

function marksIn({ labels = {}, annotations = {} }: NonNullable<PodParts['options']['podPatch']>['metadata'] & object) {
  return { labels: foreign(labels), annotations: foreign(annotations) };
}

function foreign(marks: Readonly<Record<string, string | null>>): JsonObject {
  return Object.fromEntries(Object.entries(marks).filter(([key]) => !key.startsWith(OWN_PREFIX)));
}
