import { isFields, isSame, timestamp, type KubeObject, type ManagedFields } from '../store/objects.js';
import { ApiError, invalid } from '../store/status.js';
import { fromFieldsV1, ownedValues, pathKey, pathText, removePath, toFieldsV1, type FieldPath } from './field-sets.js';
import { strategicPatch } from './strategic-patch.js';

export interface Application {
  readonly manager: string | undefined;
  readonly force: boolean;
  readonly apiVersion: string;
}

/**
 * Server-side apply: what a manager applied earlier and no longer does is removed unless another owns it; a value that another
 * owns and that differs is a conflict, unless it is forced, which takes it over. Lists merge as in a strategic merge patch; the
 * ownership of values that are written without apply is not tracked.
 *
 * @throws ApiError 422 without a manager, 409 for a conflict.
 */
export function serverSideApply(current: KubeObject, applied: unknown, application: Application): unknown {
  const { manager, force } = application;
  if (manager === undefined || manager === '') {
    throw invalid('PatchOptions', { group: 'meta.k8s.io', plural: '' }, [
      { reason: 'FieldValueRequired', field: 'fieldManager', message: 'Required value: is required for apply patch' },
    ]);
  }
  const managers = current.metadata.managedFields ?? [];
  const others = managers.filter((entry) => entry.manager !== manager);
  const wanted = ownedValues(applied);
  const contested = conflicts(current, wanted, others);
  if (contested.length > 0 && !force) throw conflictsFound(contested);

  const result = strategicPatch(structuredClone(current), applied);
  const kept = others.map((entry) => released(entry, contested));
  for (const path of abandoned(managers, manager, { wanted, others: kept })) removePath(result, path);
  if (!isFields(result) || !isFields(result['metadata'])) return result;
  result['metadata']['managedFields'] = [
    ...kept.filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0),
    entryOf(
      manager,
      application.apiVersion,
      [...wanted.values()].map(({ path }) => path),
    ),
  ];
  return result;
}

type Wanted = ReturnType<typeof ownedValues>;

interface Contest {
  readonly manager: string;
  readonly path: FieldPath;
}

function conflicts(current: KubeObject, wanted: Wanted, others: readonly ManagedFields[]): Contest[] {
  const now = ownedValues(current);
  return others.flatMap(({ manager, fieldsV1 }) =>
    fromFieldsV1(fieldsV1)
      .filter((path) => {
        const mine = wanted.get(pathKey(path));
        return mine !== undefined && !isSame(mine.value, now.get(pathKey(path))?.value);
      })
      .map((path) => ({ manager, path })),
  );
}

const conflictsFound = (contested: readonly Contest[]): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Apply failed with ${contested.length} conflict${contested.length === 1 ? '' : 's'}: ${contested
      .map(({ manager, path }) => `conflict with "${manager}": ${pathText(path)}`)
      .join(', ')}`,
    {
      causes: contested.map(({ manager, path }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with "${manager}"`,
        field: pathText(path),
      })),
    },
  );

function released(entry: ManagedFields, contested: readonly Contest[]): ManagedFields {
  const lost = new Set(contested.filter(({ manager }) => manager === entry.manager).map(({ path }) => pathKey(path)));
  if (lost.size === 0) return entry;
  return { ...entry, fieldsV1: toFieldsV1(fromFieldsV1(entry.fieldsV1).filter((path) => !lost.has(pathKey(path)))) };
}

function abandoned(
  managers: readonly ManagedFields[],
  manager: string,
  { wanted, others }: { wanted: Wanted; others: readonly ManagedFields[] },
): FieldPath[] {
  const before = managers.find((entry) => entry.manager === manager);
  const owned = new Set(others.flatMap(({ fieldsV1 }) => fromFieldsV1(fieldsV1).map(pathKey)));
  return fromFieldsV1(before?.fieldsV1 ?? {}).filter((path) => !wanted.has(pathKey(path)) && !owned.has(pathKey(path)));
}

const entryOf = (manager: string, apiVersion: string, paths: readonly FieldPath[]): ManagedFields => ({
  manager,
  operation: 'Apply',
  apiVersion,
  time: timestamp(),
  fieldsType: 'FieldsV1',
  fieldsV1: toFieldsV1(paths),
});
