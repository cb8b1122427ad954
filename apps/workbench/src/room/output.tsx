import type { CodeResult } from '@carrel/client';
import { span } from '../parts/time.js';
import type { BenchModel } from './bench-model.js';

type Stage = NonNullable<CodeResult['run']>;

/** What the last run gave, stage by stage. */
export function Output({ bench }: { readonly bench: BenchModel }) {
  const run = bench.runs.run.value;
  return (
    <div class="output" role="log" aria-label="Output of the last run" tabIndex={0}>
      {run.state === 'none' ? <p class="quiet">Run a file, and what it says stands here.</p> : null}
      {run.state === 'running' ? <p class="quiet">Running {run.path} …</p> : null}
      {run.state === 'failed' ? <p class="danger">{run.why}</p> : null}
      {run.state === 'done' ? (
        <>
          {run.result.compile === undefined ? null : <StageResult name="Compile" stage={run.result.compile} />}
          {run.result.run === undefined ? null : <StageResult name="Run" stage={run.result.run} />}
        </>
      ) : null}
    </div>
  );
}

function StageResult({ name, stage }: { readonly name: string; readonly stage: Stage }) {
  const isGood = stage.reason === 'exited' && stage.exitCode === 0;
  return (
    <section class="stage">
      <h3>
        {name}
        <span class={isGood ? 'good' : 'danger'}>{endOf(stage)}</span>
        <span class="quiet">{span(stage.durationMs)}</span>
      </h3>
      {stage.stdout === '' ? null : <pre>{stage.stdout}</pre>}
      {stage.stderr === '' ? null : <pre class="stderr">{stage.stderr}</pre>}
      {stage.truncated ? <p class="quiet">There was more than is kept.</p> : null}
    </section>
  );
}

const ENDS: Readonly<Partial<Record<Stage['reason'], string>>> = {
  timeout: 'took too long',
  'out-of-memory': 'took all memory',
  'output-limit': 'printed too much',
  cancelled: 'was stopped',
  lost: 'was lost',
};

function endOf({ reason, exitCode, signal }: Stage): string {
  if (reason === 'exited') return `exit ${exitCode ?? 0}`;
  return reason === 'signalled' ? `ended by ${signal ?? 'a signal'}` : (ENDS[reason] ?? reason);
}
