/** A program whose output is known at each offset: lines of equal length, each with its number. */
const LINE = 10;
/** How much of the output of a program is kept by default, and how much less where only whole pieces are dropped. */
const RETAINED = 1_048_576;
const SLACK = 131_072;

/** What it prints, a burst at a time, until there is a file of this name; then it exits with 7. */
export function numbersUntil(file: string, { burst = 100, pauseMs = 20 } = {}): string {
  const pause = `sleep ${String(pauseMs / 1_000)}`;
  const count = `seq -f '%09.0f' $n $((n+${String(burst - 1)}))`;
  return `n=0; while [ ! -e ${file} ]; do ${count}; n=$((n+${String(burst)})); ${pause}; done; exit 7`;
}

/** The bytes of it from one offset up to another. */
export function numbersAt(from: number, to: number): string {
  const first = Math.floor(from / LINE);
  const lines = Array.from({ length: Math.ceil(to / LINE) - first }, (_, at) => numbered(first + at));
  return lines.join('').slice(from - first * LINE, to - first * LINE);
}

function numbered(line: number): string {
  return `${String(line).padStart(LINE - 1, '0')}\n`;
}

/** Reads such an output, and holds each byte against what must be there. */
export class NumberReader {
  /** Of the next byte. */
  offset = 0;
  readonly gaps: { readonly from: number; readonly to: number }[] = [];
  /** Everything that was wrong. */
  readonly faults: string[] = [];

  output(offset: number, data: Uint8Array): void {
    if (offset !== this.offset) this.fault(`output at ${String(offset)}, not ${String(this.offset)}`);
    this.offset = offset + data.byteLength;
    if (Buffer.from(data).toString('latin1') !== numbersAt(offset, this.offset))
      this.fault(`wrong bytes at ${String(offset)}`);
  }

  gap(from: number, to: number): void {
    if (from !== this.offset || to <= from) this.fault(`gap ${String(from)}-${String(to)} at ${String(this.offset)}`);
    this.gaps.push({ from, to });
    this.offset = to;
  }

  /** All was read. What was skipped is as much as was written beyond what is kept, and no more. */
  ended(): void {
    for (const { from, to } of this.gaps)
      if (this.offset - to < RETAINED - SLACK)
        this.fault(`gap ${String(from)}-${String(to)} of ${String(this.offset)}`);
  }

  fault(what: string): void {
    if (this.faults.length < 20) this.faults.push(what);
  }
}
