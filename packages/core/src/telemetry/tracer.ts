/** What a span carries. Never a secret. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Where the program tells how long its parts take, and within what. */
export interface Tracer {
  /** Runs `work` within a span that ends when it settles. */
  span<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T>;
}

/** Traces nothing. */
export const noopTracer: Tracer = { span: (_name, _attributes, work) => work() };
