/** Drawn on 16 by 16 with lines. */
const PATHS = {
  add: 'M8 3v10M3 8h10',
  back: 'M10 3 5 8l5 5',
  chat: 'M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2z',
  chevron: 'm6 4 4 4-4 4',
  close: 'm4 4 8 8m0-8-8 8',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M2 4h4.2l1.6 1.8H14v6.7H2z',
  folderNew: 'M2 4h4.2l1.6 1.8H14v6.7H2zM8 7.5v3.4M6.3 9.2h3.4',
  fileNew: 'M4 2.5h5l3 3v8H4zM8 7v4M6 9h4',
  info: 'M8 7.2v4M8 4.6v.6M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  moon: 'M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  panel: 'M2 3h12v10H2zM2 9.5h12',
  people:
    'M6 7.6a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13c.3-2.3 2-3.6 4.2-3.6S9.9 10.7 10.2 13M10.7 3.3a2.2 2.2 0 0 1 0 4.1M12 9.8c1.3.5 2 1.6 2.2 3.2',
  play: 'M5 3.2v9.6L12.5 8z',
  refactor: 'M2.5 12.5v-2.2l6.3-6.3 2.2 2.2-6.3 6.3zM10 2.8l1-1 2.2 2.2-1 1M9 13.2h4.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.5 13.5',
  signOut: 'M6.5 3H3v10h3.5M10 5l3 3-3 3M13 8H6.5',
  stop: 'M4.5 4.5h7v7h-7z',
  sun: 'M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  terminal: 'm3 4.5 3.5 3.5L3 11.5M8 12h5',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: what it means stands in the label of what holds it. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
