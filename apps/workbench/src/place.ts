import { signal } from '@preact/signals';

/** Where in the page somebody is. */
export type Place = { readonly name: 'sessions' } | { readonly name: 'session'; readonly id: string };

/** It stands behind the `#` of the address, so that it can be kept, sent and gone back from. */
export const place = signal<Place>(placeIn(location.hash));

addEventListener('hashchange', () => {
  place.value = placeIn(location.hash);
});

export function addressOf(where: Place): string {
  return where.name === 'session' ? `#/sessions/${encodeURIComponent(where.id)}` : '#/';
}

export function go(where: Place): void {
  location.hash = addressOf(where);
}

function placeIn(hash: string): Place {
  const id = /^#\/sessions\/([^/?#]+)$/.exec(hash)?.[1];
  return id === undefined ? { name: 'sessions' } : { name: 'session', id: decoded(id) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
