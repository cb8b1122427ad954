/** What was measured about, by name; few values each. */
export type Labels<Label extends string = string> = Readonly<Record<Label, string>>;

/** The labels of one measurement: all that the metric declared, and none where it declared none. */
type Given<Label extends string> = [Label] extends [never] ? [] : [labels: Labels<Label>];

export interface Counter<Label extends string = never> {
  /** Adds `amount`, which is not negative. @param amount 1 when it is `undefined`. */
  add(amount?: number, ...labels: Given<Label>): void;
}

export interface Gauge<Label extends string = never> {
  set(value: number, ...labels: Given<Label>): void;
}

export interface Histogram<Label extends string = never> {
  observe(value: number, ...labels: Given<Label>): void;
}

export interface MetricOptions<Label extends string = never> {
  /** What it measures, and in which unit, for a person. */
  readonly help: string;
  /** The names of the labels that every measurement is given. @default none */
  readonly labels?: readonly Label[];
}

/** Where the program counts and measures. The same name always gives the same metric. */
export interface Metrics {
  counter<Label extends string = never>(name: string, options: MetricOptions<Label>): Counter<Label>;
  gauge<Label extends string = never>(name: string, options: MetricOptions<Label>): Gauge<Label>;
  histogram<Label extends string = never>(
    name: string,
    options: MetricOptions<Label> & { readonly buckets?: readonly number[] },
  ): Histogram<Label>;
}

/** Measures nothing. */
export const noopMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  gauge: () => ({ set: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
};
