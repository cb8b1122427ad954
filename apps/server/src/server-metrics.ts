import { statfs } from 'node:fs/promises';
import type { Carrel } from '@carrel/core';
import { processMetrics, type Metrics } from '@carrel/core/telemetry';
import type { TlsFiles } from '@carrel/server-express';
import { version } from './version.js';

/** How much a backend does, as a number. */
const STATUS = { up: 1, degraded: 0.5, down: 0 } as const;

export interface Measured {
  readonly carrel: Carrel;
  readonly dataDir: string;
  /** The certificate that is served; `null` without TLS. */
  readonly tls: Pick<TlsFiles, 'pair'> | null;
}

/** Measures what is looked at only when somebody reads the metrics: the process, the backends, the disk and the certificate. */
export function serverMetrics(metrics: Metrics, { carrel, dataDir, tls }: Measured): () => Promise<void> {
  const collectProcess = processMetrics(metrics, { version: version() });
  const status = metrics.gauge('carrel_backend_up', {
    help: 'How a backend does: 1 up, 0.5 degraded, 0 down.',
    labels: ['backend'],
  });
  const latency = metrics.gauge('carrel_backend_latency_seconds', {
    help: 'How long a backend took to say how it does, in seconds.',
    labels: ['backend'],
  });
  const free = metrics.gauge('carrel_data_free_bytes', {
    help: 'What is free on the disk of the data directory, in bytes.',
  });
  const size = metrics.gauge('carrel_data_size_bytes', { help: 'What that disk holds at most, in bytes.' });
  const collectBackends = async () => {
    for (const { name: backend, status: told, latencyMs } of await carrel.health()) {
      status.set(STATUS[told], { backend });
      latency.set(latencyMs / 1_000, { backend });
    }
  };
  const collectDisk = async () => {
    const disk = await statfs(dataDir).catch(() => null);
    if (disk === null) return;
    free.set(disk.bavail * disk.bsize);
    size.set(disk.blocks * disk.bsize);
  };
  const collectCertificate = certificateEnd(metrics, tls);
  return async () => {
    collectCertificate();
    await Promise.all([collectProcess.collect(), collectBackends(), collectDisk()]);
  };
}

function certificateEnd(metrics: Metrics, tls: Measured['tls']): () => void {
  if (tls === null) return () => undefined;
  const end = metrics.gauge('carrel_tls_certificate_end_timestamp_seconds', {
    help: 'When the certificate that is served ends, in seconds since the Unix epoch.',
  });
  return () => {
    end.set(tls.pair.validTo.getTime() / 1_000);
  };
}
