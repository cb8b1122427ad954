/** What was measured about, by name; few values each. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(amount?: number, labels?: Labels): void;
}

export interface Gauge {
  set(value: number, labels?: Labels): void;
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

export interface MetricOptions {
  /** What it measures, and in which unit, for a person. */
  readonly help: string;
  /** The names of all labels it is ever given. */
  readonly labels?: readonly string[];
}

/** Where the program counts and measures. The same name always gives the same metric. */
export interface Metrics {
  counter(name: string, options: MetricOptions): Counter;
  gauge(name: string, options: MetricOptions): Gauge;
  histogram(name: string, options: MetricOptions & { readonly buckets?: readonly number[] }): Histogram;
}

/** Measures nothing. */
export const noopMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
};
