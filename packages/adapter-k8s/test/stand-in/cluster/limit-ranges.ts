import { fieldsOf, listOf, valueAt, type Fields } from '../store/objects.js';
import { quantity } from '../store/quantity.js';
import { limitRanges } from '../store/resources.js';
import { forbidden, type Subject } from '../store/status.js';
import type { Store } from '../store/store.js';

/**
 * The spec with the limits and requests that the namespace sets for containers that name none.
 *
 * @throws ApiError 403 for one beyond its bounds.
 */
export function withLimitRanges(store: Store, subject: Subject, namespace: string, spec: Fields): Fields {
  const items = store
    .list(limitRanges, namespace)
    .flatMap((range) => listOf(valueAt(range, 'spec.limits')))
    .filter((item) => item['type'] === 'Container');
  if (items.length === 0) return spec;
  const bounded = (list: unknown) =>
    listOf(list).map((container) => items.reduce((one, item) => withItem(subject, one, item), container));
  return {
    ...spec,
    containers: bounded(spec['containers']),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: bounded(spec['initContainers']) }),
  };
}

function withItem(subject: Subject, container: Fields, item: Fields): Fields {
  const given = fieldsOf(container['resources']);
  const limits = { ...fieldsOf(item['default']), ...fieldsOf(given['limits']) };
  const requests = { ...limits, ...fieldsOf(item['defaultRequest']), ...fieldsOf(given['requests']) };
  for (const [name, most] of Object.entries(fieldsOf(item['max']))) {
    const amount = quantity(limits[name]);
    if (amount === undefined || amount <= (quantity(most) ?? Infinity)) continue;
    throw forbidden(
      subject,
      `maximum ${name} usage per Container is ${String(most)}, but limit is ${String(limits[name])}`,
    );
  }
  for (const [name, least] of Object.entries(fieldsOf(item['min']))) {
    const amount = quantity(requests[name]);
    if (amount === undefined || amount >= (quantity(least) ?? 0)) continue;
    throw forbidden(
      subject,
      `minimum ${name} usage per Container is ${String(least)}, but request is ${String(requests[name])}`,
    );
  }
  const isNone = Object.keys(limits).length === 0 && Object.keys(requests).length === 0;
  return { ...container, resources: isNone ? given : { ...given, limits, requests } };
}
