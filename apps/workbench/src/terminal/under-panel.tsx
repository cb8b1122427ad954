import { Icon } from '../parts/icon.js';
import { Splitter } from '../parts/splitter.js';
import type { BenchModel } from '../room/bench-model.js';
import { Output } from '../room/output.js';
import { TerminalPane } from './terminal-pane.js';

/** Terminals and what runs gave, beneath the editor. */
export function UnderPanel({ bench }: { readonly bench: BenchModel }) {
  const under = bench.under.value;
  return (
    <section class={`under ${under === null ? 'closed' : ''}`} aria-label="Terminals and output">
      {under === null ? null : (
        <Splitter
          {...{ label: 'Height of the panel', property: '--under-height', along: 'y' }}
          {...{ least: 96, most: 640, first: 272 }}
        />
      )}
      <header>
        <TerminalTabs bench={bench} />
        <button
          class={`under-tab ${under === 'output' ? 'active' : ''}`}
          aria-pressed={under === 'output'}
          onClick={() => bench.showUnder('output')}
        >
          Output
        </button>
        <span class="spacer" />
        <button
          class="icon-button"
          aria-label={under === null ? 'Show the panel' : 'Hide the panel'}
          aria-expanded={under !== null}
          onClick={() => {
            bench.under.value = under === null ? 'terminals' : null;
          }}
        >
          <Icon name="panel" />
        </button>
      </header>
      {under === 'output' ? <Output bench={bench} /> : null}
      {under === 'terminals' ? <Terminals bench={bench} /> : null}
    </section>
  );
}

function TerminalTabs({ bench }: { readonly bench: BenchModel }) {
  const { room, terminals } = bench;
  return (
    <>
      {terminals.all.value.map(({ id, title, isOwn }, index) => {
        const isActive = bench.under.value === 'terminals' && terminals.activeId.value === id;
        const name = `${title} ${index + 1}`;
        return (
          <span class={`under-tab terminal-tab ${isActive ? 'active' : ''}`} key={id}>
            <button
              aria-pressed={isActive}
              onClick={() => {
                terminals.wantsKeyboard = true;
                terminals.activeId.value = id;
                bench.showUnder('terminals');
              }}
            >
              {name}
            </button>
            {isOwn || room.isAdmin.value ? (
              <button class="icon-button" aria-label={`End ${name}`} onClick={() => void terminals.close(id)}>
                <Icon name="close" />
              </button>
            ) : null}
          </span>
        );
      })}
      {room.canWrite.value ? (
        <button
          class="icon-button"
          aria-label="New terminal"
          title="New terminal"
          disabled={!room.isReady.value || terminals.isOpening.value}
          onClick={() => {
            bench.showUnder('terminals');
            void terminals.open();
          }}
        >
          <Icon name="add" />
        </button>
      ) : null}
    </>
  );
}

function Terminals({ bench }: { readonly bench: BenchModel }) {
  const { room, terminals } = bench;
  const shown = terminals.all.value.find(({ id }) => id === terminals.activeId.value);
  if (shown !== undefined) return <TerminalPane key={shown.id} bench={bench} shown={shown} />;
  return (
    <div class="under-empty">
      {!room.isReady.value ? (
        <p>Terminals open when the workspace runs.</p>
      ) : room.canWrite.value ? (
        <button class="button" disabled={terminals.isOpening.value} onClick={() => void terminals.open()}>
          <Icon name="terminal" />
          Open a terminal
        </button>
      ) : (
        <p>Nobody has a terminal open.</p>
      )}
    </div>
  );
}
