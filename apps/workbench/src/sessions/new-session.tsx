import type { CreateSession, Language } from '@carrel/client';
import { useEffect, useState } from 'preact/hooks';
import { client, knownLanguages, saying } from '../carrel.js';
import { Dialog } from '../parts/dialog.js';
import { Field, FormError, Segments, textOf } from '../parts/form.js';
import { go } from '../place.js';

const KINDS = [
  ['solo', 'Just me'],
  ['room', 'A room for several'],
] as const;

export function NewSession({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<'solo' | 'room'>('solo');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const languages = new FormData(form).getAll('language').map(String);
    const gitUrl = textOf(form, 'gitUrl');
    const ref = textOf(form, 'ref');
    setBusy(true);
    const made = await create({
      ...{ kind, languages, start: true, name: textOf(form, 'name') || 'Untitled' },
      ...(gitUrl === '' ? {} : { source: { gitUrl, ...(ref === '' ? {} : { ref }) } }),
    });
    setBusy(false);
    if (made.isErr()) return setProblem(saying(made.error));
    onClose();
    go({ name: 'session', id: made.value.id });
  };
  return (
    <Dialog title="New session" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Name" name="name" placeholder="Untitled" autoFocus />
        <Segments legend="Who works in it" name="kind" value={kind} options={KINDS} onChange={setKind} />
        <Languages />
        <div class="beside">
          <Field label="From a Git repository" name="gitUrl" type="url" placeholder="https://…" />
          <Field label="Branch or tag" name="ref" placeholder="its default" />
        </div>
        <FormError text={problem} />
        <footer>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button class="button primary" disabled={isBusy}>
            Create session
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** With files that outlive the workspace, wherever the installation keeps some. */
async function create(input: CreateSession) {
  for (const storage of ['database', 'local', 'object'] as const) {
    const made = await client.sessions.create({ ...input, storage });
    if (made.isOk() || made.error.type !== 'storage/unsupported') return made;
  }
  return client.sessions.create(input);
}

function Languages() {
  const [languages, setLanguages] = useState<readonly Language[]>([]);
  useEffect(() => {
    void knownLanguages().then(setLanguages);
  }, []);
  return (
    <fieldset class="languages">
      <legend>Languages</legend>
      <div>
        {languages.map(({ id, name }) => (
          <label key={id}>
            <input type="checkbox" name="language" value={id} defaultChecked={id === 'python' || id === 'javascript'} />
            <span>{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
