import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What went wrong with a form; read aloud when it appears. */
export function FormError({ text }: { readonly text: string | null }) {
  return (
    <p class="form-error" role="alert">
      {text}
    </p>
  );
}

export interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password' | 'url';
  readonly hint?: string;
  readonly required?: boolean;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly autoFocus?: boolean;
  readonly value?: string;
}

export function Field({ label, hint, autoFocus, type = 'text', ...input }: FieldProps) {
  const id = useId();
  // What fields of one kind alone may have is none of these.
  const kind = type as 'text';
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={kind}
        spellcheck={false}
        ref={autoFocus === true ? focusOnce : null}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        {...input}
      />
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A choice of few, all of which are seen. */
export function Segments<T extends string>(props: {
  readonly legend: string;
  readonly name: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <fieldset class="segments">
      <legend>{props.legend}</legend>
      <div>
        {props.options.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name={props.name}
              value={value}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Brand({ children }: { readonly children?: ComponentChildren }) {
  return (
    <span class="brand">
      <img src="/carrel.svg" alt="" width="20" height="20" />
      {children ?? 'Carrel'}
    </span>
  );
}

/** The text of a field, without blanks around it. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
}
