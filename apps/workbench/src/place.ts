import { signal } from '@preact/signals';

/** Where in the page somebody is. */
export type Place =
  | { readonly name: 'sessions' }
  | { readonly name: 'session'; readonly id: string }
  /** Of whoever was sent an invitation. No server is told what stands behind the `#`. */
  | { readonly name: 'join'; readonly invitation: string };

/** It stands behind the `#` of the address, so that it can be kept, sent and gone back from. */
export const place = signal<Place>(placeIn(location.hash));

addEventListener('hashchange', () => {
  place.value = placeIn(location.hash);
});

export function addressOf(where: Place): string {
  switch (where.name) {
    case 'session':
      return `#/sessions/${encodeURIComponent(where.id)}`;
    case 'join':
      return `#/join/${encodeURIComponent(where.invitation)}`;
    default:
      return '#/';
  }
}

export function go(where: Place): void {
  location.hash = addressOf(where);
}

function placeIn(hash: string): Place {
  const [, name, text = ''] = /^#\/(sessions|join)\/([^/?#]+)$/.exec(hash) ?? [];
  if (name === 'sessions') return { name: 'session', id: decoded(text) };
  return name === 'join' ? { name, invitation: decoded(text) } : { name: 'sessions' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
