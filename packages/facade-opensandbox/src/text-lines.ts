/** The most characters that are held back for the end of their line. */
const MAX_HELD = 65_536;

/** Makes lines of bytes that come in parts, as UTF-8. A line that is too long is given in parts. */
export class TextLines {
  private readonly decoder = new TextDecoder();
  private held = '';

  /** The lines that end in what is there now, without their ends. */
  push(bytes: Uint8Array): readonly string[] {
    const parts = (this.held + this.decoder.decode(bytes, { stream: true })).split('\n');
    const last = parts.pop() ?? '';
    const lines = parts.map(withoutReturn);
    if (last.length <= MAX_HELD) this.held = last;
    else {
      lines.push(last);
      this.held = '';
    }
    return lines;
  }

  /** What is left at the end of all. */
  end(): readonly string[] {
    const rest = this.held + this.decoder.decode();
    this.held = '';
    return rest === '' ? [] : [withoutReturn(rest)];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
