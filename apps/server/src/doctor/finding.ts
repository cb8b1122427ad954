/** What one check of `carrel doctor` found. */
export interface Finding {
  /** `fail` when the server cannot work without it, `warn` when something of it will not. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly subject: string;
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

export function found(subject: string, detail: string): Finding {
  return { status: 'ok', subject, detail };
}

export function lacking(subject: string, detail: string, advice: string): Finding {
  return { status: 'warn', subject, detail, advice };
}

export function broken(subject: string, detail: string, advice: string): Finding {
  return { status: 'fail', subject, detail, advice };
}
