import { isFields, isSame, type Fields } from '../store/objects.js';
import { badRequest, invalid } from '../store/status.js';

/**
 * RFC 6902.
 *
 * @throws ApiError 400 for a patch that is none, 422 for one whose test failed or whose path is not there.
 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations');
  const root = { value: structuredClone(target) };
  for (const operation of patch) {
    if (!isFields(operation)) throw badRequest('an operation of a JSON patch is an object');
    apply(root, operation);
  }
  return root.value;
}

type Holder = Fields | unknown[];

function apply(root: { value: unknown }, operation: Fields): void {
  const path = pathOf(operation['path']);
  switch (operation['op']) {
    case 'add':
      return add(root, path, structuredClone(operation['value']));
    case 'replace':
      remove(root, path);
      return add(root, path, structuredClone(operation['value']));
    case 'remove':
      remove(root, path);
      return;
    case 'move': {
      const moved = remove(root, pathOf(operation['from']));
      return add(root, path, moved);
    }
    case 'copy':
      return add(root, path, structuredClone(read(root, pathOf(operation['from']))));
    case 'test':
      if (!isSame(read(root, path), operation['value'])) throw failed(`testing value ${path.join('/')} failed`);
      return;
    default:
      throw badRequest(`unknown operation of a JSON patch: ${String(operation['op'])}`);
  }
}

const failed = (message: string) =>
  invalid('', { group: '', plural: '' }, [{ reason: 'FieldValueInvalid', field: 'patch', message }]);

function pathOf(value: unknown): string[] {
  if (typeof value !== 'string' || !value.startsWith('/')) throw badRequest('a path of a JSON patch begins with "/"');
  return [
    'value',
    ...value
      .slice(1)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
  ];
}

function holderOf(root: { value: unknown }, path: readonly string[]): Holder {
  const holder = path.slice(0, -1).reduce<unknown>((value, part) => child(value, part), root);
  if (isFields(holder) || Array.isArray(holder)) return holder;
  throw failed(`missing path ${path.join('/')}`);
}

function child(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value[indexIn(value, part)] as unknown;
  return isFields(value) ? value[part] : undefined;
}

function indexIn(list: readonly unknown[], part: string): number {
  if (part === '-') return list.length;
  if (!/^\d+$/.test(part)) throw failed(`invalid index ${part}`);
  return Number(part);
}

function read(root: { value: unknown }, path: readonly string[]): unknown {
  const value = child(holderOf(root, path), path.at(-1) ?? '');
  if (value === undefined) throw failed(`missing path ${path.join('/')}`);
  return value;
}

function add(root: { value: unknown }, path: readonly string[], value: unknown): void {
  const holder = holderOf(root, path);
  const last = path.at(-1) ?? '';
  if (!Array.isArray(holder)) {
    holder[last] = value;
    return;
  }
  const index = indexIn(holder, last);
  if (index > holder.length) throw failed(`index ${index} is out of bounds`);
  holder.splice(index, 0, value);
}

function remove(root: { value: unknown }, path: readonly string[]): unknown {
  const value = read(root, path);
  const holder = holderOf(root, path);
  const last = path.at(-1) ?? '';
  if (Array.isArray(holder)) holder.splice(indexIn(holder, last), 1);
  else Reflect.deleteProperty(holder, last);
  return value;
}
