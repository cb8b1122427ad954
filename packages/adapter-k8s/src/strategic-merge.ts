import { isJsonObject, type JsonObject } from './api-objects.js';

/** By which of its fields an entry of a list of a pod is known; a list that is not here is replaced as a whole. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  resourceClaims: 'name',
  schedulingGates: 'name',
  ownerReferences: 'uid',
};

/** Lists of plain values of which a patch adds to what is there. */
const MERGED_VALUES: ReadonlySet<string> = new Set(['finalizers']);

const PATCH = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_VALUES = '$deleteFromPrimitiveList/';

/** A patch that is not in its form. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

/**
 * `base` with `patch` laid over it by the rules of a strategic merge patch of Kubernetes, for what a pod has in it. A `null` takes a
 * field away. Neither argument is changed.
 *
 * @throws PatchError for a directive that is none, and for an entry of a merged list without its key.
 */
export function strategicMerge(base: JsonObject, patch: JsonObject): JsonObject {
  const directive = patch[PATCH];
  if (directive === 'replace') return without(patch, PATCH);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw new PatchError(`There is no $patch ${JSON.stringify(directive)}.`);
  const merged: Record<string, unknown> = { ...retained(base, patch[RETAIN]) };
  for (const [name, value] of Object.entries(patch)) {
    if (name === PATCH || name === RETAIN || name.startsWith(ORDER)) continue;
    if (name.startsWith(DELETE_VALUES)) dropValues(merged, name.slice(DELETE_VALUES.length), value);
    else if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = mergedField(name, merged[name], value);
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(ORDER)) putInOrder(merged, name.slice(ORDER.length), value);
  }
  return merged;
}

function mergedField(name: string, base: unknown, patch: unknown): unknown {
  if (isJsonObject(patch)) return strategicMerge(isJsonObject(base) ? base : {}, patch);
  if (!Array.isArray(patch)) return patch;
  const known: readonly unknown[] = Array.isArray(base) ? base : [];
  if (MERGED_VALUES.has(name)) return [...new Set([...known, ...(patch as readonly unknown[])])];
  const key = MERGE_KEYS[name];
  return key === undefined ? (patch as unknown) : mergedList({ name, key }, known, patch);
}

interface KeyedList {
  readonly name: string;
  readonly key: string;
}

function mergedList({ name, key }: KeyedList, base: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const entries = patch.map((entry) => {
    if (!isJsonObject(entry)) throw new PatchError(`An entry of ${name} is an object.`);
    return entry;
  });
  const isReplaced = entries.some((entry) => entry[PATCH] === 'replace' && entry[key] === undefined);
  let merged: readonly JsonObject[] = isReplaced ? [] : base.filter(isJsonObject);
  for (const entry of entries) {
    if (isReplaced && entry[PATCH] === 'replace' && entry[key] === undefined) continue;
    const id = entry[key];
    if (id === undefined) throw new PatchError(`An entry of ${name} has no ${key}.`);
    const at = merged.findIndex((known) => known[key] === id);
    if (entry[PATCH] === 'delete') merged = merged.filter((known) => known[key] !== id);
    else if (at < 0) merged = [...merged, strategicMerge({}, entry)];
    else merged = merged.map((known, index) => (index === at ? strategicMerge(known, entry) : known));
  }
  return merged;
}

/** Of the base, only what the patch says is to stay. */
function retained(base: JsonObject, keys: unknown): JsonObject {
  if (keys === undefined) return base;
  if (!Array.isArray(keys)) throw new PatchError('$retainKeys is a list of names.');
  return Object.fromEntries(Object.entries(base).filter(([name]) => keys.includes(name)));
}

function dropValues(merged: Record<string, unknown>, name: string, values: unknown): void {
  if (!Array.isArray(values)) throw new PatchError(`${DELETE_VALUES}${name} is a list.`);
  const known = merged[name];
  if (Array.isArray(known)) merged[name] = known.filter((value) => !values.includes(value));
}

/** Those that the order names stand in it; the others stay behind those that they came after. */
function putInOrder(merged: Record<string, unknown>, name: string, order: unknown): void {
  if (!Array.isArray(order)) throw new PatchError(`${ORDER}${name} is a list.`);
  const list = merged[name];
  if (!Array.isArray(list)) return;
  const key = MERGE_KEYS[name];
  const idOf = (entry: unknown): unknown => (key !== undefined && isJsonObject(entry) ? entry[key] : entry);
  const rank = new Map(order.map((entry: unknown, index) => [idOf(entry), index]));
  let last = -1;
  const ranked = list.map((entry: unknown, index) => {
    last = rank.get(idOf(entry)) ?? last;
    return { entry, index, rank: last };
  });
  merged[name] = ranked.sort((a, b) => a.rank - b.rank || a.index - b.index).map(({ entry }) => entry);
}

function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _dropped, ...rest } = object;
  return rest;
}
