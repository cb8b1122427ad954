import { useEffect, useState } from 'preact/hooks';
import { ifKept } from './kept.js';

interface SplitterProps {
  readonly label: string;
  /** The property of the style that has the size, in pixels; it is kept by its name. */
  readonly property: '--files-width' | '--under-height';
  /** Which way it is moved: a larger size is to the right, or up. */
  readonly along: 'x' | 'y';
  readonly least: number;
  readonly most: number;
  readonly first: number;
}

/** How far one key moves it. */
const STEP = 24;

/** Lets the person choose how large a part of the page is: by drag, or by arrow keys. */
export function Splitter({ label, property, along, least, most, first }: SplitterProps) {
  const key = `carrel.${property}`;
  const bounded = (wanted: number) => Math.round(Math.min(Math.max(wanted, least), most));
  const [size, setSize] = useState(() => bounded(Number(ifKept(() => localStorage.getItem(key)) ?? first) || first));
  useEffect(() => {
    document.documentElement.style.setProperty(property, `${size}px`);
    ifKept(() => localStorage.setItem(key, String(size)));
  }, [size]);
  const drag = (down: PointerEvent) => {
    const handle = down.currentTarget as HTMLElement;
    const start = along === 'x' ? down.clientX : down.clientY;
    const move = (event: PointerEvent) =>
      setSize(bounded(along === 'x' ? size + event.clientX - start : size + start - event.clientY));
    const end = () => handle.removeEventListener('pointermove', move);
    handle.setPointerCapture(down.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', end, { once: true });
    down.preventDefault();
  };
  const keys = (event: KeyboardEvent) => {
    const [more, less] = along === 'x' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowUp', 'ArrowDown'];
    if (event.key !== more && event.key !== less) return;
    setSize(bounded(size + (event.key === more ? STEP : -STEP)));
    event.preventDefault();
  };
  return (
    <div
      class={`splitter along-${along}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={along === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      onPointerDown={drag}
      onKeyDown={keys}
      onDblClick={() => setSize(first)}
    />
  );
}
