import { isSame, listOf, timestamp, type Fields, type KubeObject } from '../store/objects.js';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

/** The object with that condition; its time changes only with its status. */
export function withCondition(object: KubeObject, condition: Condition): KubeObject {
  const before = listOf(object.status?.['conditions']);
  const old = before.find(({ type }) => type === condition.type);
  const time = old?.['status'] === condition.status ? old['lastTransitionTime'] : timestamp();
  const next: Fields = { ...condition, lastProbeTime: null, lastTransitionTime: time };
  if (isSame(old, next)) return object;
  return {
    ...object,
    status: { ...object.status, conditions: [...before.filter(({ type }) => type !== condition.type), next] },
  };
}
