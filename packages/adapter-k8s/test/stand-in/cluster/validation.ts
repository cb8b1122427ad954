import { fieldsOf, isFields, isSame, listOf, type Fields, type KubeObject } from '../store/objects.js';
import { quantity } from '../store/quantity.js';
import type { Resource } from '../store/resources.js';
import type { FieldProblem } from '../store/status.js';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SECRET_LIMIT = 1024 * 1024;

const required = (field: string): FieldProblem => ({ reason: 'FieldValueRequired', field, message: 'Required value' });
const wrong = (field: string, value: unknown, why: string): FieldProblem => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});

export function createProblems({ kind }: Resource, object: KubeObject): FieldProblem[] {
  switch (kind) {
    case 'Pod':
      return podProblems(fieldsOf(object.spec));
    case 'Secret':
    case 'ConfigMap':
      return dataProblems(object);
    case 'PersistentVolumeClaim':
      return claimProblems(fieldsOf(object.spec));
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return isFields(object['roleRef']) ? [] : [required('roleRef')];
    default:
      return [];
  }
}

export function updateProblems(resource: Resource, current: KubeObject, next: KubeObject): FieldProblem[] {
  const problems = createProblems(resource, next);
  if (resource.kind === 'Pod' && !isSame(fixed(current), fixed(next))) {
    problems.push({
      reason: 'FieldValueForbidden',
      field: 'spec',
      message:
        'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    });
  }
  if (current['immutable'] === true && !isSame(current['data'], next['data'])) {
    problems.push({
      reason: 'FieldValueForbidden',
      field: 'data',
      message: 'Forbidden: field is immutable when `immutable` is set',
    });
  }
  if (resource.kind === 'Secret' && current['type'] !== next['type']) {
    problems.push(wrong('type', next['type'], 'field is immutable'));
  }
  if (resource.kind.endsWith('RoleBinding') && !isSame(current['roleRef'], next['roleRef'])) {
    problems.push(wrong('roleRef', next['roleRef'], 'cannot change roleRef'));
  }
  return problems;
}

/** What of a pod's spec may not change, but the node, which the scheduler sets. */
function fixed({ spec }: KubeObject): Fields {
  const { activeDeadlineSeconds: _, tolerations: __, nodeName: ___, ...kept } = fieldsOf(spec);
  const withoutImages = (list: unknown) => listOf(list).map(({ image: _image, ...container }) => container);
  return {
    ...kept,
    containers: withoutImages(kept['containers']),
    initContainers: withoutImages(kept['initContainers']),
  };
}

function dataProblems(object: KubeObject): FieldProblem[] {
  const data = Object.entries(fieldsOf(object['data']));
  const problems = data
    .filter(([key]) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key))
    .map(([key]) =>
      wrong(`data[${key}]`, key, 'a valid config key must consist of alphanumeric characters, -, _ or .'),
    );
  const size = data.reduce((sum, [, value]) => sum + String(value).length, 0);
  if (size > (SECRET_LIMIT * 4) / 3) {
    problems.push({
      reason: 'FieldValueInvalid',
      field: 'data',
      message: `Too long: may not be more than ${SECRET_LIMIT} bytes`,
    });
  }
  return problems;
}

function claimProblems(spec: Fields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!Array.isArray(spec['accessModes']) || spec['accessModes'].length === 0)
    problems.push(required('spec.accessModes'));
  const asked = fieldsOf(fieldsOf(spec['resources'])['requests'])['storage'];
  if (asked === undefined) problems.push(required('spec.resources[storage]'));
  return problems;
}

function podProblems(spec: Fields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const containers = listOf(spec['containers']);
  if (containers.length === 0) problems.push(required('spec.containers'));
  if (!['Always', 'OnFailure', 'Never'].includes(String(spec['restartPolicy']))) {
    problems.push({
      reason: 'FieldValueNotSupported',
      field: 'spec.restartPolicy',
      message: `Unsupported value: ${JSON.stringify(spec['restartPolicy'])}: supported values: "Always", "Never", "OnFailure"`,
    });
  }
  const volumes = listOf(spec['volumes']).map(({ name }) => name);
  volumes.forEach((name, i) => {
    const field = `spec.volumes[${i}].name`;
    if (typeof name !== 'string' || !LABEL.test(name)) problems.push(wrong(field, name, 'a lowercase RFC 1123 label'));
    if (volumes.indexOf(name) !== i) problems.push(wrong(field, name, 'Duplicate value'));
  });
  const all = [
    ...listOf(spec['initContainers']).map((container, i) => ({ container, at: `spec.initContainers[${i}]` })),
    ...containers.map((container, i) => ({ container, at: `spec.containers[${i}]` })),
  ];
  const names = all.map(({ container }) => container['name']);
  all.forEach(({ container, at }, i) => {
    if (names.indexOf(container['name']) !== i)
      problems.push(wrong(`${at}.name`, container['name'], 'Duplicate value'));
    problems.push(...containerProblems(container, at, volumes));
  });
  return problems;
}

function containerProblems(container: Fields, at: string, volumes: readonly unknown[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { name, image } = container;
  if (typeof name !== 'string' || name === '') problems.push(required(`${at}.name`));
  else if (!LABEL.test(name)) problems.push(wrong(`${at}.name`, name, 'a lowercase RFC 1123 label'));
  if (typeof image !== 'string' || image === '') problems.push(required(`${at}.image`));
  listOf(container['volumeMounts']).forEach((mount, i) => {
    const field = `${at}.volumeMounts[${i}]`;
    if (!volumes.includes(mount['name'])) {
      problems.push({
        reason: 'FieldValueInvalid',
        field: `${field}.name`,
        message: `Not found: "${String(mount['name'])}"`,
      });
    }
    if (typeof mount['mountPath'] !== 'string') problems.push(required(`${field}.mountPath`));
  });
  const { limits, requests } = fieldsOf(container['resources']);
  for (const [which, amounts] of Object.entries({ limits, requests })) {
    for (const [resource, amount] of Object.entries(fieldsOf(amounts))) {
      const field = `${at}.resources.${which}[${resource}]`;
      const limit = quantity(fieldsOf(limits)[resource]);
      const value = quantity(amount);
      if (value === undefined || value < 0) problems.push(wrong(field, amount, 'must be a quantity'));
      else if (limit !== undefined && value > limit) {
        problems.push(wrong(field, amount, `must be less than or equal to ${resource} limit of ${limit}`));
      }
    }
  }
  return problems;
}
