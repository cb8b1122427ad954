/** What a span carries. Never a secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** One piece of work that is traced. */
export interface Span {
  /** Adds to what it carries. */
  set(attributes: SpanAttributes): void;
  /** Marks it as failed. @param type what kind of failure, such as the `type` of an error. */
  fail(type: string): void;
}

/** The headers of a request, by lower-case name. */
export type TraceHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where a span belongs. */
export interface SpanPlace {
  /** `server` for work that another program asked for, `client` for what is asked of another one. @default 'internal' */
  readonly kind?: 'server' | 'client' | 'internal';
  /** What named the trace to go on with, such as by `traceparent`. @default the span that the caller runs in */
  readonly headers?: TraceHeaders;
}

/** Where the program tells how long its parts take, and within what. */
export interface Tracer {
  /** Runs `work` within a span that ends when it settles, and is a failed one when it rejects. Never fails by itself. */
  span<T>(name: string, attributes: SpanAttributes, work: (span: Span) => Promise<T>, place?: SpanPlace): Promise<T>;
}

const noSpan: Span = { set: () => undefined, fail: () => undefined };

/** Traces nothing. */
export const noopTracer: Tracer = { span: (_name, _attributes, work) => work(noSpan) };
