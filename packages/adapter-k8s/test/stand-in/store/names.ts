import { randomBytes } from 'node:crypto';
import type { ObjectMeta } from './objects.js';
import type { Resource } from './resources.js';
import { badRequest, type FieldProblem } from './status.js';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const ANNOTATIONS_LIMIT = 256 * 1024;

/** Kinds whose names are one DNS label of 63 characters; those of the others are subdomains of 253. */
const SHORT = new Set(['namespaces', 'services']);
/** Kinds whose names are parts of a path and nothing more. */
const PATHS = new Set(['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']);

const problem = (field: string, value: string, why: string): FieldProblem => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: "${value}": ${why}`,
});

/** As the server makes them: at most 63 characters, with five of its own at the end. */
export function generatedName(prefix: string): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const end = [...randomBytes(5)].map((byte) => letters[byte % letters.length]).join('');
  return `${prefix.slice(0, 58)}${end}`;
}

export function nameProblems({ plural }: Resource, name: string): FieldProblem[] {
  const field = 'metadata.name';
  if (PATHS.has(plural)) {
    return /^\.{1,2}$|[/%]/.test(name) || name === '' ? [problem(field, name, "may not contain '/' or '%'")] : [];
  }
  if (SHORT.has(plural)) {
    if (name.length > 63) return [problem(field, name, 'must be no more than 63 characters')];
    return LABEL.test(name)
      ? []
      : [problem(field, name, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'")];
  }
  if (name.length > 253) return [problem(field, name, 'must be no more than 253 characters')];
  return SUBDOMAIN.test(name)
    ? []
    : [
        problem(
          field,
          name,
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'",
        ),
      ];
}

/** @throws ApiError 400 for values that are no texts. */
export function metadataProblems({ labels = {}, annotations = {} }: ObjectMeta): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const isText = [labels, annotations].every((map) =>
    Object.values<unknown>(map).every((one) => typeof one === 'string'),
  );
  if (!isText)
    throw badRequest('json: cannot unmarshal a value of metadata.labels or metadata.annotations into a string');
  for (const [key, value] of Object.entries(labels)) {
    problems.push(...keyProblems('metadata.labels', key));
    if (value.length > 63) {
      problems.push(problem('metadata.labels', value, 'must be no more than 63 characters'));
    } else if (!LABEL_VALUE.test(value)) {
      problems.push(
        problem(
          'metadata.labels',
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'",
        ),
      );
    }
  }
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    problems.push(...keyProblems('metadata.annotations', key.toLowerCase()));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > ANNOTATIONS_LIMIT) {
    problems.push({
      reason: 'FieldValueInvalid',
      field: 'metadata.annotations',
      message: 'Too long: may not be more than 262144 bytes',
    });
  }
  return problems;
}

function keyProblems(field: string, key: string): FieldProblem[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  const isRight =
    parts.length <= 2 &&
    name.length <= 63 &&
    QUALIFIED.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix)));
  return isRight ? [] : [problem(field, key, 'name part must be a qualified name of at most 63 characters')];
}
