/** Bytes as Kubernetes writes them. */
export function bytesQuantity(bytes: number): string {
  return String(Math.max(Math.floor(bytes), 1));
}

/** Cores as Kubernetes writes them, in thousandths; the least that it takes is one. */
export function cpuQuantity(cores: number): string {
  return `${Math.max(Math.round(cores * 1_000), 1)}m`;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a quantity is, in bytes or in cores; `null` for what is none. */
export function fromQuantity(text: string): number | null {
  const exponent = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)[eE]([+-]?\d+)$/.exec(text);
  if (exponent !== null) return Number(text);
  const [, number, suffix = ''] = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = SUFFIXES[suffix];
  return number === undefined || factor === undefined ? null : Number(number) * factor;
}
