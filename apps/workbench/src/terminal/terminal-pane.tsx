import { useEffect, useRef, useState } from 'preact/hooks';
import type { BenchModel } from '../room/bench-model.js';
import { pause } from '../room/follow.js';
import type { ScreenState, TerminalScreen } from './screen.js';
import type { Shown } from './terminals-model.js';

const WORDS: Readonly<Record<ScreenState, string>> = {
  connecting: 'connecting …',
  live: '',
  watching: 'You watch; your role does not let you type.',
  disconnected: 'The connection is lost. It is made again; what you type waits.',
  over: 'The terminal has ended.',
};

/** One terminal. It is attached while it is shown. */
export function TerminalPane({ bench, shown }: { readonly bench: BenchModel; readonly shown: Shown }) {
  const { room, terminals } = bench;
  const element = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<TerminalScreen | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    let made: TerminalScreen | null = null;
    const make = async () => {
      const { TerminalScreen: Screen } = await import('./screen.js');
      const terminal = await room.handle.peek()?.terminals.get(shown.id, { signal: controller.signal });
      if (controller.signal.aborted || element.current === null || terminal?.isOk() !== true) return;
      // A frame, so that its size is known.
      await pause(0, controller.signal);
      made = new Screen(element.current, shown.isOwn);
      setScreen(made);
      await made.attach(terminal.value);
      if (terminals.wantsKeyboard) made.focus();
      terminals.wantsKeyboard = false;
    };
    void make();
    return () => {
      controller.abort();
      made?.dispose();
    };
  }, [shown.id]);
  const state = screen?.state.value ?? 'connecting';
  return (
    <div class={`terminal-pane ${shown.isOwn ? '' : 'others'}`} data-state={state}>
      <div class="terminal-screen" ref={element} role="group" aria-label={`Terminal: ${shown.title}`} />
      <p class="terminal-note" role="status">
        {WORDS[state]}
      </p>
    </div>
  );
}
