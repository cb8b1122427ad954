/** Bytes as Kubernetes writes them. */
export function bytesQuantity(bytes: number): string {
  return String(Math.max(Math.floor(bytes), 1));
}

/** Cores as Kubernetes writes them, in thousandths; the least that it takes is one. */
export function cpuQuantity(cores: number): string {
  return `${Math.max(Math.round(cores * 1_000), 1)}m`;
}
