import { useState } from 'preact/hooks';
import { client, entered, saying } from './carrel.js';
import { Brand, Field, FormError, textOf } from './parts/form.js';
import { go, place } from './place.js';
import { ThemeButton } from './parts/theme-button.js';

type Mode = 'sign-in' | 'register';

const TEXTS = {
  'sign-in': { title: 'Sign in', action: 'Sign in', other: 'New here?', switch: 'Create an account' },
  register: { title: 'Create an account', action: 'Create account', other: 'Have an account?', switch: 'Sign in' },
} as const;

export function SignIn() {
  const [mode, setMode] = useState<Mode>(invited() === '' ? 'sign-in' : 'register');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const text = TEXTS[mode];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = await (mode === 'sign-in' ? signIn : register)(event.target as HTMLFormElement);
    if (done.isOk()) {
      // An invitation is good once.
      if (place.value.name === 'join') go({ name: 'sessions' });
      return entered(done.value);
    }
    setBusy(false);
    setProblem(saying(done.error));
  };
  const switchMode = () => {
    setProblem(null);
    setMode(mode === 'sign-in' ? 'register' : 'sign-in');
  };
  return (
    <div class="sign-in">
      <header>
        <Brand />
        <ThemeButton />
      </header>
      <main>
        <form onSubmit={(event) => void submit(event)} aria-labelledby="sign-in-title" key={mode}>
          <h1 id="sign-in-title">{text.title}</h1>
          <Field label="Email" name="email" type="email" autoComplete="username" required autoFocus />
          {mode === 'register' ? <Field label="Name" name="displayName" autoComplete="name" required /> : null}
          <Field
            label="Password"
            name="password"
            type="password"
            required
            autoComplete={mode === 'register' ? 'new-password' : 'current-password'}
          />
          {mode === 'register' ? (
            <Field
              label="Invitation"
              name="invitation"
              value={invited()}
              hint="From somebody whose team you join; leave it empty to begin a team of your own."
            />
          ) : null}
          <FormError text={problem} />
          <button class="button primary wide" disabled={isBusy}>
            {text.action}
          </button>
          <Other mode={mode} onSwitch={switchMode} />
        </form>
      </main>
    </div>
  );
}

function Other({ mode, onSwitch }: { readonly mode: Mode; readonly onSwitch: () => void }) {
  return (
    <p class="other">
      {TEXTS[mode].other}{' '}
      <button type="button" class="link" onClick={onSwitch}>
        {TEXTS[mode].switch}
      </button>
    </p>
  );
}

function signIn(form: HTMLFormElement) {
  return client.identity.login({ email: textOf(form, 'email'), password: passwordOf(form) });
}

function register(form: HTMLFormElement) {
  const invitation = textOf(form, 'invitation');
  return client.identity.register({
    email: textOf(form, 'email'),
    password: passwordOf(form),
    displayName: textOf(form, 'displayName'),
    ...(invitation === '' ? {} : { invitation }),
  });
}

/** As it was typed: blanks around it are part of it. */
function passwordOf(form: HTMLFormElement): string {
  const value = new FormData(form).get('password');
  return typeof value === 'string' ? value : '';
}

function invited(): string {
  return place.value.name === 'join' ? place.value.invitation : '';
}
