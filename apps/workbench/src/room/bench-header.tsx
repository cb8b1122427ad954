import { Icon } from '../parts/icon.js';
import { initials } from '../parts/person.js';
import { ThemeButton } from '../parts/theme-button.js';
import { addressOf } from '../place.js';
import { stateWord } from '../sessions/state-word.js';
import { KEYS } from './keys.js';
import type { BenchModel, Side } from './bench-model.js';

export function BenchHeader({ bench }: { readonly bench: BenchModel }) {
  const { room } = bench;
  const session = room.session.value;
  const workspace = room.workspace.value;
  return (
    <header class="top">
      <a class="icon-button" href={addressOf({ name: 'sessions' })} aria-label="All sessions">
        <Icon name="back" />
      </a>
      <h1 class="title">{session?.name || 'Untitled'}</h1>
      {workspace === null ? null : (
        <button
          class="chip"
          aria-label={`Workspace: ${stateWord(workspace)}`}
          aria-expanded={bench.side.value === 'workspace'}
          onClick={() => bench.toggleSide('workspace')}
        >
          <span class={`dot ${workspace.state}`} aria-hidden="true" />
          <span class="chip-text">{stateWord(workspace)}</span>
        </button>
      )}
      <span class="spacer" />
      <Faces bench={bench} />
      <RefactorButton bench={bench} />
      <RunButton bench={bench} />
      {session?.kind === 'room' ? <SideButton bench={bench} side="people" label="People" icon="people" /> : null}
      <SideButton bench={bench} side="talk" label="Conversation" icon="chat" />
      <ThemeButton />
    </header>
  );
}

function Faces({ bench }: { readonly bench: BenchModel }) {
  const others = bench.presence.others.value;
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name).join(', ');
  return (
    <div class="faces" role="img" aria-label={`Here as well: ${names}`} title={names}>
      {others.slice(0, 4).map(({ userId, name }) => (
        <span class="face" key={userId} style={{ background: bench.room.colourOf(userId) }}>
          {initials(name)}
        </span>
      ))}
      {others.length > 4 ? <span class="face more">+{others.length - 4}</span> : null}
    </div>
  );
}

function RefactorButton({ bench }: { readonly bench: BenchModel }) {
  if (bench.tabs.active.value?.standing.value.state !== 'shared') return null;
  return (
    <button
      class="icon-button"
      aria-label="Refactor"
      title={`Refactor what is selected (${KEYS.refactor})`}
      onClick={() => bench.refactor()}
    >
      <Icon name="refactor" />
    </button>
  );
}

function RunButton({ bench }: { readonly bench: BenchModel }) {
  const { room, runs, tabs } = bench;
  if (runs.run.value.state === 'running')
    return (
      <button class="button run" onClick={() => runs.stop()}>
        <Icon name="stop" />
        <span>Stop</span>
      </button>
    );
  const isAble = room.isReady.value && room.canWrite.value && tabs.active.value?.standing.value.state === 'shared';
  return (
    <button class="button run" disabled={!isAble} title={`Run the file (${KEYS.run})`} onClick={() => bench.run()}>
      <Icon name="play" />
      <span>Run</span>
    </button>
  );
}

function SideButton(props: {
  readonly bench: BenchModel;
  readonly side: Side;
  readonly label: string;
  readonly icon: 'people' | 'chat';
}) {
  const isShown = props.bench.side.value === props.side;
  return (
    <button
      class="icon-button side-button"
      aria-label={props.label}
      title={props.label}
      aria-expanded={isShown}
      onClick={() => props.bench.toggleSide(props.side)}
    >
      <Icon name={props.icon} />
    </button>
  );
}
