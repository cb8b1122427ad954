import { effect, signal } from '@preact/signals';
import { ifKept } from './parts/kept.js';

export type Theme = 'light' | 'dark';

const KEY = 'carrel.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** As it was chosen here, else as the system has it. */
export const theme = signal<Theme>(chosen() ?? (dark.matches ? 'dark' : 'light'));

dark.addEventListener('change', () => {
  if (chosen() === null) theme.value = dark.matches ? 'dark' : 'light';
});

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  ifKept(() => localStorage.setItem(KEY, theme.value));
}

function chosen(): Theme | null {
  const kept = ifKept(() => localStorage.getItem(KEY));
  return kept === 'light' || kept === 'dark' ? kept : null;
}
