import type { Metrics } from '../telemetry/index.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What is measured of documents. */
export interface DocumentMetrics {
  /** A document was wanted, and in memory or not. */
  looked(isHit: boolean): void;
  held(documents: number, bytes: number): void;
  committed(updates: number, tookMs: number): void;
  failed(): void;
  /** So many documents and their files are kept the same by this process. */
  bound(documents: number): void;
  /** A document and its file were looked at, and what became of that. */
  passed(outcome: string): void;
}

export function documentMetrics(metrics: Metrics): DocumentMetrics {
  const lookups = metrics.counter('carrel_cache_lookups_total', {
    help: 'How often a cache was asked, by whether it knew.',
    labels: ['cache', 'outcome'],
  });
  const open = metrics.gauge('carrel_documents_live', { help: 'How many shared documents are in memory.' });
  const size = metrics.gauge('carrel_documents_live_bytes', {
    help: 'How many bytes shared documents have in memory.',
  });
  const updates = metrics.counter('carrel_documents_updates_total', {
    help: 'How many updates of shared documents were stored.',
  });
  const commits = metrics.histogram('carrel_documents_commit_seconds', {
    help: 'How long it took to store updates of a shared document, in seconds.',
    buckets: SECONDS,
  });
  const failures = metrics.counter('carrel_documents_commit_failures_total', {
    help: 'How often the store did not take updates of a shared document, which are tried again.',
  });
  const bound = metrics.gauge('carrel_documents_bound', {
    help: 'How many shared documents this process keeps the same as their files.',
  });
  const passes = metrics.counter('carrel_documents_file_passes_total', {
    help: 'How often a shared document and its file were made the same, by what became of it.',
    labels: ['outcome'],
  });
  return {
    looked: (isHit) => lookups.add(1, { cache: 'documents', outcome: isHit ? 'hit' : 'miss' }),
    held: (documents, bytes) => {
      open.set(documents);
      size.set(bytes);
    },
    committed: (count, tookMs) => {
      updates.add(count);
      commits.observe(tookMs / 1_000);
    },
    failed: () => {
      failures.add(1);
    },
    bound: (count) => {
      bound.set(count);
    },
    passed: (outcome) => {
      passes.add(1, { outcome });
    },
  };
}
