import { isFields, type Fields } from '../store/objects.js';
import { isMergedSet, mergeKeyOf } from './merge-keys.js';

/** Fields that no manager owns. */
const UNOWNED = new Set(['apiVersion', 'kind']);
const UNOWNED_METADATA = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
]);

/** One step of a path: a field, or the item of a list by its key. */
type Step = `f:${string}` | `k:${string}` | `v:${string}`;

export type FieldPath = readonly Step[];

export const pathKey = (path: FieldPath): string => JSON.stringify(path);

export const pathText = (path: FieldPath): string =>
  path.map((step) => (step.startsWith('f:') ? `.${step.slice(2)}` : `[${step.slice(2)}]`)).join('');

/** The paths of all values of an object that managers own, with the value at each. */
export function ownedValues(object: unknown): Map<string, { path: FieldPath; value: unknown }> {
  const found = new Map<string, { path: FieldPath; value: unknown }>();
  const add = (path: FieldPath, value: unknown): void => {
    found.set(pathKey(path), { path, value });
  };
  walk(object, [], add);
  return found;
}

function walk(value: unknown, path: FieldPath, add: (path: FieldPath, value: unknown) => void): void {
  if (!isFields(value)) return add(path, value);
  const entries = Object.entries(value).filter(([name]) => !isUnowned(path, name));
  if (Object.keys(value).length === 0 && path.length > 0) return add(path, value);
  for (const [name, inner] of entries) {
    const at: FieldPath = [...path, `f:${name}`];
    const key = Array.isArray(inner) ? mergeKeyOf(name, inner) : undefined;
    if (Array.isArray(inner) && isMergedSet(name)) {
      for (const item of inner) add([...at, `v:${JSON.stringify(item)}`], item);
    } else if (Array.isArray(inner) && key !== undefined) {
      for (const item of inner) {
        if (isFields(item)) walk(item, [...at, `k:${JSON.stringify({ [key]: item[key] })}`], add);
      }
    } else walk(inner, at, add);
  }
}

function isUnowned(path: FieldPath, name: string): boolean {
  if (path.length === 0) return UNOWNED.has(name);
  return path.length === 1 && path[0] === 'f:metadata' && UNOWNED_METADATA.has(name);
}

/** As `managedFields` writes a set of paths. */
export function toFieldsV1(paths: Iterable<FieldPath>): Fields {
  const root: Fields = {};
  for (const path of paths) {
    let at = root;
    for (const step of path) {
      const next = isFields(at[step]) ? at[step] : {};
      at[step] = next;
      at = next;
    }
  }
  return root;
}

export function fromFieldsV1(fields: Fields, path: FieldPath = []): FieldPath[] {
  const entries = Object.entries(fields).filter(([step]) => step !== '.');
  if (entries.length === 0) return path.length === 0 ? [] : [path];
  return entries.flatMap(([step, inner]) => (isFields(inner) ? fromFieldsV1(inner, [...path, step as Step]) : []));
}

/** Takes the value at a path out of an object, and the lists and objects that it leaves empty. */
export function removePath(object: unknown, path: FieldPath): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  if (Array.isArray(object)) removeItem(object, step, rest);
  else if (isFields(object)) removeField(object, step.slice(2), rest);
}

function removeField(fields: Fields, name: string, rest: FieldPath): void {
  const inner = fields[name];
  if (rest.length === 0) {
    Reflect.deleteProperty(fields, name);
    return;
  }
  removePath(inner, rest);
  const isEmpty = Array.isArray(inner) ? inner.length === 0 : isFields(inner) && Object.keys(inner).length === 0;
  if (isEmpty) Reflect.deleteProperty(fields, name);
}

function removeItem(list: unknown[], step: Step, rest: FieldPath): void {
  const wanted: unknown = JSON.parse(step.slice(2));
  const index = list.findIndex((item) =>
    step.startsWith('v:')
      ? item === wanted
      : isFields(item) && isFields(wanted) && Object.entries(wanted).every(([key, value]) => item[key] === value),
  );
  if (index < 0) return;
  if (rest.length > 0) removePath(list[index], rest);
  const left: unknown = list[index];
  if (rest.length === 0 || !isFields(left) || Object.keys(left).length === 0) list.splice(index, 1);
}
