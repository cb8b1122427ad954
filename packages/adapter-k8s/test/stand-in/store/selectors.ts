import { valueAt, type KubeObject } from './objects.js';
import { badRequest } from './status.js';

export type Selector = (object: KubeObject) => boolean;

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

const NAME = '[A-Za-z0-9][-A-Za-z0-9_./]*';
const SET = new RegExp(`^(${NAME})\\s+(in|notin)\\s+\\(([^)]*)\\)$`);
const EQUAL = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`);
const PRESENT = new RegExp(`^(!?)\\s*(${NAME})$`);

/** @throws ApiError 400 for a selector that is none. */
export function labelSelector(text: string): Selector {
  const requirements = splitOutsideParentheses(text).map(requirement);
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

function splitOutsideParentheses(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function requirement(text: string): Requirement {
  const set = SET.exec(text);
  if (set !== null) return setRequirement(set);
  const equal = EQUAL.exec(text);
  if (equal !== null) {
    const [, key = '', operator, value = ''] = equal;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const present = PRESENT.exec(text);
  if (present === null) throw badRequest(`unable to parse requirement: found '${text}'`);
  const [, not, key = ''] = present;
  return (labels) => (labels[key] !== undefined) === (not === '');
}

function setRequirement([, key = '', operator, list = '']: RegExpExecArray): Requirement {
  const values = new Set(list.split(',').map((value) => value.trim()));
  return (labels) => {
    const value = labels[key];
    const isIn = value !== undefined && values.has(value);
    return isIn === (operator === 'in');
  };
}

/** Fields that may be selected by, beside the name and the namespace that all have. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  Secret: ['type'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.fieldPath',
    'reason',
    'type',
  ],
};

/** @throws ApiError 400 for a field of which the kind has no index, or a selector that is none. */
export function fieldSelector(kind: string, text: string): Selector {
  const allowed = ['metadata.name', 'metadata.namespace', ...(FIELDS[kind] ?? [])];
  const terms = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, path, operator, value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      if (path === undefined) throw badRequest(`invalid field selector: '${part}'`);
      if (!allowed.includes(path)) throw badRequest(`field label not supported: ${path}`);
      return { path, value, isEqual: operator !== '!=' };
    });
  return (object) => terms.every(({ path, value, isEqual }) => (asText(valueAt(object, path)) === value) === isEqual);
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
