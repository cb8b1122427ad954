import type { EngineMessage } from './engine-messages.js';

/** How much further a transfer has to be, in percent, to be told of again. */
const STEP = 5;
/** Ids of layers are the beginnings of digests. */
const LAYER = /^[0-9a-f]{12}$/;
const DONE = /^(already exists|pull complete|download complete|pushed|layer already exists|mounted from)/i;
const OVER = /^(already exists|pull complete|pushed|layer already exists|mounted from)/i;

interface Layer {
  readonly current: number;
  readonly total: number;
  readonly over: boolean;
}

/**
 * Lines about the transfer of an image, made from what the engine says of each layer many times a second: one for each twentieth
 * of the bytes and one for each layer that is done, so their number is bounded by that of the layers.
 */
export class TransferProgress {
  private readonly layers = new Map<string, Layer>();
  private told = 0;

  constructor(private readonly verb: 'pulled' | 'pushed') {}

  /** The lines that the message gives rise to; mostly none. */
  lines({ id, status = '', progressDetail }: EngineMessage): readonly string[] {
    // What is not about a layer names the image or its digest, in words of the engine's own.
    if (id === undefined || !LAYER.test(id)) return [];
    const before = this.layers.get(id) ?? { current: 0, total: 0, over: false };
    const total = isTransfer(status) ? Math.max(progressDetail?.total ?? 0, before.total) : before.total;
    const current = DONE.test(status) ? total : isTransfer(status) ? (progressDetail?.current ?? 0) : before.current;
    const over = before.over || OVER.test(status);
    this.layers.set(id, { total, current: Math.max(before.current, current), over });
    return [...this.bytesLine(), ...(over && !before.over ? [this.layerLine()] : [])];
  }

  private bytesLine(): readonly string[] {
    const all = [...this.layers.values()];
    const total = all.reduce((sum, layer) => sum + layer.total, 0);
    const current = all.reduce((sum, layer) => sum + layer.current, 0);
    const percent = total === 0 ? 0 : Math.floor((100 * current) / total);
    // Layers whose size is not known yet make the part smaller again; it is told of once.
    if (percent < this.told + STEP) return [];
    this.told = percent;
    return [`${this.verb} ${megabytes(current)} of ${megabytes(total)} MB`];
  }

  private layerLine(): string {
    const all = [...this.layers.values()];
    return `${this.verb} ${all.filter(({ over }) => over).length} of ${all.length} layers`;
  }
}

function isTransfer(status: string): boolean {
  return /^(downloading|pushing)/i.test(status);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
