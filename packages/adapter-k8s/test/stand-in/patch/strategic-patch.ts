import { isFields, isSame, type Fields } from '../store/objects.js';
import { badRequest } from '../store/status.js';
import { isMergedSet, mergeKeyOf } from './merge-keys.js';

const DELETE_FROM = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

/**
 * A strategic merge: as a merge patch, but the items of known lists are merged by their key. `$patch: delete` and `replace`,
 * `$deleteFromPrimitiveList`, `$setElementOrder` and `$retainKeys` are followed.
 *
 * @throws ApiError 400 for an item without its key.
 */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  if (patch['$patch'] === 'replace') return without(patch, '$patch');
  const retained = patch['$retainKeys'];
  const result = retain({ ...(isFields(target) ? target : {}) }, retained);
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(DELETE_FROM)) removeValues(result, name.slice(DELETE_FROM.length), value);
    else if (name.startsWith('$')) continue;
    else if (value === null) Reflect.deleteProperty(result, name);
    else if (isFields(value) && value['$patch'] === 'delete') Reflect.deleteProperty(result, name);
    else if (Array.isArray(value)) result[name] = mergedList(name, result[name], value);
    else result[name] = strategicPatch(result[name], value);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(ORDER)) order(result, name.slice(ORDER.length), value);
  }
  return result;
}

function without(fields: Fields, name: string): Fields {
  const { [name]: _, ...rest } = fields;
  return rest;
}

function retain(fields: Fields, names: unknown): Fields {
  if (!Array.isArray(names)) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
}

function removeValues(fields: Fields, name: string, values: unknown): void {
  const list = fields[name];
  if (Array.isArray(list) && Array.isArray(values)) fields[name] = list.filter((item) => !values.includes(item));
}

function mergedList(name: string, target: unknown, patch: readonly unknown[]): unknown {
  const before: readonly unknown[] = Array.isArray(target) ? target : [];
  if (patch.some((item) => isFields(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !(isFields(item) && item['$patch'] === 'replace'));
  }
  if (isMergedSet(name)) return [...new Set([...before, ...patch])];
  const key = mergeKeyOf(name, [...before, ...patch]);
  return key === undefined ? structuredClone(patch) : mergedItems(name, key, { before, patch });
}

function mergedItems(
  name: string,
  key: string,
  { before, patch }: { before: readonly unknown[]; patch: readonly unknown[] },
): unknown[] {
  const items = [...before];
  for (const item of patch) {
    if (!isFields(item) || item[key] === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key} (in ${name})`);
    }
    const index = items.findIndex((old) => isFields(old) && isSame(old[key], item[key]));
    if (item['$patch'] === 'delete') {
      if (index >= 0) items.splice(index, 1);
    } else if (index >= 0) items[index] = strategicPatch(items[index], item);
    else items.push(strategicPatch({}, item));
  }
  return items;
}

/** Sorts by the order given; those that it does not name stay behind. */
function order(fields: Fields, name: string, wanted: unknown): void {
  const list: unknown = fields[name];
  if (!Array.isArray(list) || !Array.isArray(wanted)) return;
  const key = mergeKeyOf(name, [...list, ...(wanted as unknown[])]);
  const rank = (item: unknown): number => {
    const index = wanted.findIndex((one: unknown) =>
      key !== undefined && isFields(one) && isFields(item) ? isSame(one[key], item[key]) : isSame(one, item),
    );
    return index < 0 ? wanted.length : index;
  };
  fields[name] = [...(list as unknown[])].sort((a, b) => rank(a) - rank(b));
}
