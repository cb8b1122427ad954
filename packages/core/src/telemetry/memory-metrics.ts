import type { Counter, Gauge, Histogram, Labels, MetricOptions, Metrics } from './metrics.js';

/** Metrics that are kept in this process, to be read by whoever asks. */
export interface MemoryMetrics extends Metrics {
  /** All that was measured, in the text format of Prometheus (version 0.0.4). */
  text(): string;
}

/** The media type of the text. */
export const METRICS_TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Where nothing else is said: bounds for milliseconds. */
const BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];

/**
 * Metrics in memory.
 *
 * @example
 * const metrics = memoryMetrics();
 * const carrel = await createCarrel({ store, runtime, metrics });
 * console.log(metrics.text());
 */
export function memoryMetrics(): MemoryMetrics {
  const families = new Map<string, Family>();
  const of = (
    name: string,
    kind: Family['kind'],
    { help, labels = [] }: MetricOptions<string>,
    buckets: readonly number[] = [],
  ) => {
    const known = families.get(name);
    if (known !== undefined) return known;
    const made = new Family(name, { kind, help, labels, buckets });
    families.set(name, made);
    return made;
  };
  return {
    counter: <Label extends string>(name: string, options: MetricOptions<Label>): Counter<Label> => {
      const family = of(name, 'counter', options);
      return { add: (amount = 1, ...[labels]) => void (family.sampleOf(labels).value += amount) };
    },
    gauge: <Label extends string>(name: string, options: MetricOptions<Label>): Gauge<Label> => {
      const family = of(name, 'gauge', options);
      return { set: (value, ...[labels]) => void (family.sampleOf(labels).value = value) };
    },
    histogram: <Label extends string>(
      name: string,
      { buckets = BUCKETS, ...options }: MetricOptions<Label> & { readonly buckets?: readonly number[] },
    ): Histogram<Label> => {
      const family = of(name, 'histogram', options, buckets);
      return {
        observe(value, ...[labels]) {
          family.observe(value, labels);
        },
      };
    },
    text: () => [...families.values()].map((family) => family.text()).join(''),
  };
}

interface Sample {
  readonly labels: Labels;
  /** The sum, of a histogram. */
  value: number;
  count: number;
  /** How many values are within each bound, and not within a lower one. */
  readonly within: number[];
}

/** All measurements of one name. */
class Family {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  private readonly help: string;
  private readonly buckets: readonly number[];
  private readonly labels: readonly string[];
  private readonly samples = new Map<string, Sample>();

  constructor(
    private readonly name: string,
    facts: Pick<MetricOptions<string>, 'help'> & {
      readonly kind: Family['kind'];
      readonly labels: readonly string[];
      readonly buckets: readonly number[];
    },
  ) {
    this.kind = facts.kind;
    this.help = facts.help;
    this.labels = facts.labels;
    this.buckets = facts.buckets;
  }

  sampleOf(labels: Labels = {}): Sample {
    // Measured far more often than read: no text is made here.
    let key = '';
    for (const name of this.labels) key += `${labels[name] ?? ''}\0`;
    let sample = this.samples.get(key);
    if (sample === undefined)
      this.samples.set(key, (sample = { labels, value: 0, count: 0, within: this.buckets.map(() => 0) }));
    return sample;
  }

  observe(value: number, labels: Labels | undefined): void {
    const sample = this.sampleOf(labels);
    sample.value += value;
    sample.count += 1;
    const index = this.buckets.findIndex((bound) => value <= bound);
    if (index !== -1) sample.within[index] = (sample.within[index] ?? 0) + 1;
  }

  text(): string {
    const head = `# HELP ${this.name} ${escaped(this.help)}\n# TYPE ${this.name} ${this.kind}\n`;
    return head + [...this.samples.values()].map((sample) => this.linesOf(sample)).join('');
  }

  private linesOf({ labels, value, count, within }: Sample): string {
    const { name } = this;
    if (this.kind !== 'histogram') return `${name}${labelText(labels)} ${String(value)}\n`;
    let seen = 0;
    const lines = this.buckets.map((bound, index) => {
      seen += within[index] ?? 0;
      return `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${String(seen)}\n`;
    });
    const all = `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${String(count)}\n`;
    const given = labelText(labels);
    return `${lines.join('')}${all}${name}_sum${given} ${String(value)}\n${name}_count${given} ${String(count)}\n`;
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
