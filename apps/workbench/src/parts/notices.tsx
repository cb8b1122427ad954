import { signal } from '@preact/signals';
import { Icon } from './icon.js';

interface Notice {
  readonly id: number;
  readonly text: string;
}

/** How many are shown at once; the oldest goes for another one. */
const MOST = 4;
const SHOWN_MS = 8_000;

const notices = signal<readonly Notice[]>([]);
let last = 0;

/** Tells the person something that needs no answer; read aloud by screen readers. */
export function notice(text: string): void {
  const id = (last += 1);
  const others = notices.value.filter((one) => one.text !== text);
  notices.value = [...others.slice(1 - MOST), { id, text }];
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, text }) => (
        <div class="notice" key={id}>
          <span>{text}</span>
          <button class="icon-button" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
