import { linesOf } from './lines.js';

/** A key of a TOML document, with the header of its table and its value as it is written. */
export interface TomlEntry {
  readonly table: string;
  readonly key: string;
  readonly value: string;
}

export interface TomlLines {
  /** The headers, without brackets; `[[bin]]` is `bin`. */
  readonly tables: readonly string[];
  readonly entries: readonly TomlEntry[];
}

/**
 * The headers and keys of a TOML text, read line by line: a key is what stands before the first `=`, and an array goes on to the
 * line that ends with its bracket. Strings of several lines and dotted keys are not understood. `null` when it has no header.
 */
export function tomlLines(text: string): TomlLines | null {
  const tables: string[] = [];
  const entries: TomlEntry[] = [];
  let open: { readonly key: string; readonly parts: string[] } | null = null;
  const close = (key: string, value: string) => entries.push({ table: tables.at(-1) ?? '', key, value });
  for (const line of linesOf(text, '#').map(withoutComment)) {
    const header = /^\[{1,2}([^[\]]+)\]{1,2}$/.exec(line);
    if (header !== null && open === null) tables.push((header[1] ?? '').trim());
    else if (open !== null) {
      open.parts.push(line);
      if (!line.endsWith(']')) continue;
      close(open.key, open.parts.join('\n'));
      open = null;
    } else {
      const at = line.indexOf('=');
      if (at < 1) continue;
      const [key, value] = [unquoted(line.slice(0, at).trim()), line.slice(at + 1).trim()];
      if (value.startsWith('[') && !value.endsWith(']')) open = { key, parts: [value] };
      else close(key, value);
    }
  }
  return tables.length === 0 ? null : { tables, entries };
}

/** A `#` with a space before it begins a comment; within a string of a manifest that hardly happens. */
function withoutComment(line: string): string {
  const at = line.search(/\s#/);
  return at < 0 ? line : line.slice(0, at).trimEnd();
}

function unquoted(key: string): string {
  return /^(["']).*\1$/.test(key) ? key.slice(1, -1) : key;
}
