import { noopMetrics, type Counter, type Gauge, type Histogram, type Metrics } from '@carrel/core/telemetry';

/** The methods that are told apart: a client may send any word. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Bounds for the times of answers, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What a request is counted by. */
interface Counted {
  readonly method: string;
  readonly route: string;
  readonly durationMs: number;
}

/** What is measured of requests and sockets, by the patterns of routes: as many series as there are routes. */
export class HttpMetrics {
  /** Whether anything is measured. */
  readonly counts: boolean;
  private readonly requests: Counter<'method' | 'route' | 'status'>;
  private readonly times: Histogram<'method' | 'route'>;
  private readonly errors: Counter<'type'>;
  private readonly inFlight: Gauge;
  private readonly streams: Gauge<'route'>;
  private readonly sockets: Gauge<'route'>;
  private readonly open = { requests: 0, streams: new Map<string, number>(), sockets: new Map<string, number>() };

  constructor(metrics: Metrics) {
    this.counts = metrics !== noopMetrics;
    this.requests = metrics.counter('carrel_http_requests_total', {
      help: 'Answers to requests, by the pattern of the route and the class of the status.',
      labels: ['method', 'route', 'status'],
    });
    this.times = metrics.histogram('carrel_http_request_duration_seconds', {
      help: 'How long it took until the answer began, in seconds.',
      labels: ['method', 'route'],
      buckets: BUCKETS,
    });
    this.errors = metrics.counter('carrel_http_errors_total', {
      help: 'Errors that were answered, by their type.',
      labels: ['type'],
    });
    this.inFlight = metrics.gauge('carrel_http_requests_in_flight', { help: 'Requests whose answer has not begun.' });
    this.inFlight.set(0);
    this.streams = metrics.gauge('carrel_http_event_streams', {
      help: 'Streams of events that are open.',
      labels: ['route'],
    });
    this.sockets = metrics.gauge('carrel_sockets_open', { help: 'WebSockets that are open.', labels: ['route'] });
  }

  began(): void {
    this.inFlight.set((this.open.requests += 1));
  }

  answered({ method, route, durationMs }: Counted, status: number): void {
    this.inFlight.set((this.open.requests -= 1));
    const labels = { method: METHODS.has(method) ? method : 'other', route };
    this.requests.add(1, { ...labels, status: `${Math.floor(status / 100)}xx` });
    this.times.observe(durationMs / 1_000, labels);
  }

  /** An error was answered. @param type one of a closed union. */
  refused(type: string): void {
    this.errors.add(1, { type });
  }

  opened({ route }: Counted): void {
    change(this.open.sockets, this.sockets, { route, by: 1 });
  }

  closed({ route }: Counted): void {
    change(this.open.sockets, this.sockets, { route, by: -1 });
  }

  /** Call what is given when a stream begins, and what that gives at its end. */
  streaming({ route }: Counted): () => () => void {
    return () => {
      change(this.open.streams, this.streams, { route, by: 1 });
      return () => {
        change(this.open.streams, this.streams, { route, by: -1 });
      };
    };
  }
}

function change(
  open: Map<string, number>,
  gauge: Gauge<'route'>,
  { route, by }: { readonly route: string; readonly by: number },
): void {
  const now = (open.get(route) ?? 0) + by;
  open.set(route, now);
  gauge.set(now, { route });
}
