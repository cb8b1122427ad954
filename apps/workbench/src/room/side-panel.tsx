import { Icon } from '../parts/icon.js';
import type { BenchModel, Side } from './bench-model.js';
import { PeoplePanel } from './people-panel.js';
import { TalkPanel } from './talk-panel.js';
import { WorkspacePanel } from './workspace-panel.js';

const TITLES: Readonly<Record<Side, string>> = { people: 'People', talk: 'Conversation', workspace: 'Workspace' };

interface SidePanelProps {
  readonly bench: BenchModel;
  readonly side: Side;
  readonly isShown: boolean;
}

export function SidePanel({ bench, side: asked, isShown }: SidePanelProps) {
  if (!isShown) return null;
  const isRoom = bench.room.session.value?.kind === 'room';
  const sides = (['people', 'talk', 'workspace'] as const).filter((one) => isRoom || one !== 'people');
  const side = asked === 'people' && !isRoom ? 'talk' : asked;
  return (
    <aside class="side" aria-label={TITLES[side]}>
      <header>
        <div class="side-tabs">
          {sides.map((one) => (
            <button
              key={one}
              aria-pressed={one === side}
              onClick={() => {
                bench.side.value = one;
              }}
            >
              {TITLES[one]}
            </button>
          ))}
        </div>
        <button
          class="icon-button side-close"
          aria-label="Close the panel"
          onClick={() => {
            bench.side.value = null;
            bench.part.value = 'editor';
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      {side === 'people' ? <PeoplePanel bench={bench} /> : null}
      {side === 'talk' ? <TalkPanel room={bench.room} /> : null}
      {side === 'workspace' ? <WorkspacePanel room={bench.room} /> : null}
    </aside>
  );
}
