import { isJsonObject, type JsonObject, type KubeObject } from './api-objects.js';
import { BOX_ROLE, labels, MANAGED_BY } from './box-labels.js';

/** A NetworkPolicy, as far as it is looked at. */
export type PolicyObject = KubeObject & { readonly spec?: JsonObject };

/** The labels of a box that may reach nothing, by which policies find it. */
const OFFLINE_BOX: Readonly<Record<string, string>> = {
  [labels.managed]: MANAGED_BY,
  [labels.role]: BOX_ROLE,
  [labels.network]: 'none',
};

/** What the policies of a namespace lack, so that nothing in a box without a network reaches or is reached; `null` when nothing. */
export function gapIn(policies: readonly PolicyObject[]): string | null {
  const ofBoxes = policies.filter(({ spec }) => matches(spec?.['podSelector'], OFFLINE_BOX));
  if (!ofBoxes.some(({ spec }) => typesOf(spec).includes('Ingress')))
    return 'no NetworkPolicy that denies what comes into boxes';
  const outward = ofBoxes.filter(({ spec }) => typesOf(spec).includes('Egress'));
  if (outward.length === 0) return 'no NetworkPolicy that denies what goes out of boxes';
  const open = outward.find(({ spec }) => Array.isArray(spec?.['egress']) && spec['egress'].length > 0);
  return open === undefined ? null : `the NetworkPolicy ${open.metadata.name}, which lets boxes without a network out`;
}

/** Without types it is of what comes in, and of what goes out where it has rules for that. */
function typesOf(spec: JsonObject | undefined): readonly unknown[] {
  const types = spec?.['policyTypes'];
  if (Array.isArray(types)) return types;
  return spec?.['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

/** Whether a label selector finds what has these labels; one that asks for nothing finds all. */
function matches(selector: unknown, marks: Readonly<Record<string, string>>): boolean {
  if (!isJsonObject(selector)) return true;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const wanted = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const rules = Array.isArray(matchExpressions) ? matchExpressions.filter(isJsonObject) : [];
  return wanted.every(([key, value]) => marks[key] === value) && rules.every((rule) => holds(rule, marks));
}

function holds({ key, operator, values }: JsonObject, marks: Readonly<Record<string, string>>): boolean {
  const mark = marks[String(key)];
  const isAmong = mark !== undefined && Array.isArray(values) && values.includes(mark);
  switch (operator) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return mark !== undefined;
    case 'DoesNotExist':
      return mark === undefined;
    default:
      return false;
  }
}
