import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.js';

/** How often the event loop is looked at, in milliseconds. */
const RESOLUTION_MS = 10;

const NANOSECONDS = 1e9;

export interface ProcessMetrics {
  /** Measures now: for what is about to read the metrics. Never rejects. */
  collect(): Promise<void>;
  /** Stops looking at the event loop. Idempotent. */
  close(): void;
}

/**
 * Measures this process: its memory, its time, its files, and by how much its event loop is late.
 *
 * @param version of the program.
 */
export function processMetrics(metrics: Metrics, { version }: { readonly version: string }): ProcessMetrics {
  const info = metrics.gauge('carrel_build_info', { help: 'What runs; always 1.', labels: ['version', 'node'] });
  info.set(1, { version, node: process.version });
  const started = metrics.gauge('process_start_time_seconds', {
    help: 'When the process began, in seconds since the Unix epoch.',
  });
  started.set(Date.now() / 1_000 - process.uptime());
  const collectMemory = memoryMetricsOf(metrics);
  const collectTime = timeMetricsOf(metrics);
  const files = metrics.gauge('process_open_fds', { help: 'Open file descriptors; absent where nobody can tell.' });
  const loop = loopMetricsOf(metrics);
  return {
    async collect() {
      collectMemory();
      collectTime();
      loop.collect();
      const open = await readdir('/proc/self/fd').catch(() => null);
      if (open !== null) files.set(open.length);
    },
    close: loop.close,
  };
}

function memoryMetricsOf(metrics: Metrics): () => void {
  const resident = metrics.gauge('process_resident_memory_bytes', { help: 'Memory of the process, in bytes.' });
  const used = metrics.gauge('nodejs_heap_size_used_bytes', { help: 'What is in use of the heap, in bytes.' });
  const total = metrics.gauge('nodejs_heap_size_total_bytes', { help: 'The heap, in bytes.' });
  const outside = metrics.gauge('nodejs_external_memory_bytes', { help: 'Memory of buffers and the like, in bytes.' });
  return () => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    resident.set(rss);
    used.set(heapUsed);
    total.set(heapTotal);
    outside.set(external);
  };
}

function timeMetricsOf(metrics: Metrics): () => void {
  const cpu = metrics.counter('process_cpu_seconds_total', { help: 'Processor time of the process, in seconds.' });
  let counted = 0;
  return () => {
    const { user, system } = process.cpuUsage();
    const seconds = (user + system) / 1e6;
    cpu.add(Math.max(0, seconds - counted));
    counted = seconds;
  };
}

function loopMetricsOf(metrics: Metrics): { readonly collect: () => void; readonly close: () => void } {
  const help = 'By how much the event loop was late since the latest reading, in seconds:';
  const median = metrics.gauge('nodejs_eventloop_lag_p50_seconds', { help: `${help} the median.` });
  const high = metrics.gauge('nodejs_eventloop_lag_p99_seconds', { help: `${help} one in a hundred is later.` });
  const most = metrics.gauge('nodejs_eventloop_lag_max_seconds', { help: `${help} the most.` });
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  // What is measured holds the time between two looks.
  const seconds = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION_MS / 1_000) : 0;
  return {
    collect() {
      if (delays.count === 0) return;
      median.set(seconds(delays.percentile(50)));
      high.set(seconds(delays.percentile(99)));
      most.set(seconds(delays.max));
      delays.reset();
    },
    close: () => {
      delays.disable();
    },
  };
}
