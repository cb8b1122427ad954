import type { CodePlan } from '@carrel/client';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.js';
import { Field, FormError, textOf } from '../parts/form.js';
import type { BenchModel } from '../room/bench-model.js';
import { DiffView } from './diff-view.js';
import type { Offer, Selected } from './offers.js';
import { RefactorModel } from './refactor-model.js';

/** What can be done to the code that is selected: first shown as a diff, then done to all files at once, and undone as well. */
export function RefactorDialog(props: {
  readonly bench: BenchModel;
  readonly selected: Selected;
  readonly onClose: () => void;
}) {
  const model = useMemo(() => new RefactorModel(props.bench, props.selected), []);
  useEffect(() => () => model.dispose(), [model]);
  const stage = model.stage.value;
  return (
    <Dialog title="Refactor" onClose={props.onClose}>
      {stage.name === 'choosing' ? <Choosing model={model} onClose={props.onClose} /> : null}
      {stage.name === 'planned' ? (
        <Planned model={model} plan={stage.plan} canWrite={props.bench.room.canWrite.value} />
      ) : null}
      {stage.name === 'applied' ? <Applied model={model} plan={stage.plan} onClose={props.onClose} /> : null}
    </Dialog>
  );
}

function Choosing({ model, onClose }: { readonly model: RefactorModel; readonly onClose: () => void }) {
  const [chosen, choose] = useState<string | null>(null);
  const offers = model.offers.value;
  if (offers === null) return <p class="dialog-note" aria-busy="true">Looking what can be done there …</p>; // prettier-ignore
  const [first] = offers;
  if (first === undefined) return <p class="dialog-note">Nothing is known of this language that could be done.</p>;
  const offer = offers.find(({ id }) => id === chosen) ?? first;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void model.plan(offer.make(offer.field === undefined ? '' : textOf(form, 'value')));
  };
  return (
    <form onSubmit={submit}>
      <Offers offers={offers} offer={offer} onChoose={choose} />
      {offer.field === undefined ? null : (
        <Field
          key={offer.id}
          label={offer.field.label}
          name="value"
          autoFocus
          required={offer.field.isOptional !== true}
          {...(offer.field.value === undefined ? {} : { value: offer.field.value })}
          {...(offer.field.isOptional === true ? { placeholder: 'made up' } : {})}
        />
      )}
      <FormError text={model.problem.value} />
      <footer>
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button class="button primary" disabled={model.isBusy.value}>
          {model.isBusy.value ? 'Working it out …' : 'Preview'}
        </button>
      </footer>
    </form>
  );
}

function Offers(props: {
  readonly offers: readonly Offer[];
  readonly offer: Offer;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <div class="field">
      <label for="refactoring">What to do</label>
      <select
        id="refactoring"
        value={props.offer.id}
        onChange={({ currentTarget }) => props.onChoose(currentTarget.value)}
      >
        {props.offers.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

const SURE: Readonly<Record<CodePlan['confidence'], string | null>> = {
  exact: null,
  likely: 'Names in strings, and what else the language cannot see, may mean it too.',
  low: 'Words that look alike were taken for the same: read it well.',
};

function Planned(props: { readonly model: RefactorModel; readonly plan: CodePlan; readonly canWrite: boolean }) {
  const { model, plan, canWrite } = props;
  const said = [SURE[plan.confidence], ...plan.warnings, plan.isDiffTruncated ? 'Not all of it is shown.' : null];
  return (
    <div class="plan">
      <p>
        <strong>{summary(plan)}</strong>
      </p>
      <Sentences of={said} />
      <DiffView diff={plan.diff} />
      <FormError text={model.problem.value} />
      <footer>
        <button type="button" class="button" onClick={() => model.back()}>
          Back
        </button>
        <button
          class="button primary"
          disabled={model.isBusy.value || !canWrite}
          title={canWrite ? undefined : 'You can look, not change'}
          onClick={() => void model.apply(plan)}
        >
          {model.isBusy.value ? 'Applying …' : 'Apply'}
        </button>
      </footer>
    </div>
  );
}

function Applied(props: { readonly model: RefactorModel; readonly plan: CodePlan; readonly onClose: () => void }) {
  const { model, plan, onClose } = props;
  const found = plan.newDiagnostics ?? [];
  return (
    <div class="plan">
      <p role="status">
        <strong>Done: {summary(plan)}</strong>
      </p>
      {found.length === 0 ? null : <p>Problems that were not there before:</p>}
      <Sentences of={found.map(({ path, range, message }) => `${path}:${range.start.line} ${message}`)} />
      <FormError text={model.problem.value} />
      <footer>
        <button type="button" class="button" disabled={model.isBusy.value} onClick={() => void model.undo(plan)}>
          Undo
        </button>
        <button class="button primary" onClick={onClose}>
          Close
        </button>
      </footer>
    </div>
  );
}

function Sentences({ of }: { readonly of: readonly (string | null)[] }) {
  const said = of.filter((text) => text !== null);
  if (said.length === 0) return null;
  return (
    <ul class="said">
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function summary({ files }: CodePlan): string {
  const added = files.reduce((sum, { additions }) => sum + additions, 0);
  const removed = files.reduce((sum, { deletions }) => sum + deletions, 0);
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, +${added} −${removed}`;
}
