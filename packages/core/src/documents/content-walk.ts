import { Malformed, type ByteCursor } from './byte-cursor.js';

/** Thrown by the walk, like `Malformed`: it decodes, and is of a kind that is not taken. */
export class Unsupported extends Error {}

/** How deep values may be nested: what is deeper would not be written again by whoever reads it. */
const MAX_DEPTH = 64;

const JSON_UNDEFINED = 'undefined';
/** As a key, it would become what the object inherits from. */
const PROTO = '__proto__';

/** What follows the kind of a type: nothing, or a name. YArray, YMap, YText, YXmlElement, YXmlFragment, YXmlHook, YXmlText. */
const TYPE_HAS_NAME = [false, false, false, true, false, true, false];

/**
 * Passes over the content of an item, by its kind in Yjs; how many clock values it takes.
 *
 * Documents within documents are `Unsupported`: what their options do would be decided by whoever wrote them.
 */
export function walkContent(cursor: ByteCursor, kind: number): number {
  switch (kind) {
    case 1: // deleted
      return cursor.length();
    case 2: // JSON values
      return repeat(cursor, walkJsonOrUndefined);
    case 3: // bytes
      cursor.blob();
      return 1;
    case 4: // text
      return atLeastOne(cursor.textLength());
    case 5: // embedded
      walkJson(cursor);
      return 1;
    case 6: // format
      cursor.textBytes();
      walkJson(cursor);
      return 1;
    case 7: // type
      return walkType(cursor);
    case 8: // values
      return repeat(cursor, walkAny);
    case 9: // document
      throw new Unsupported();
    default:
      throw new Malformed();
  }
}

function walkType(cursor: ByteCursor): number {
  const hasName = TYPE_HAS_NAME[cursor.varUint()];
  if (hasName === undefined) throw new Malformed();
  if (hasName) cursor.textBytes();
  return 1;
}

/** Each value takes a byte at least, so the count is bounded by what is there. */
function repeat(cursor: ByteCursor, walk: (cursor: ByteCursor) => void): number {
  const count = cursor.length();
  if (count > cursor.bytes.length - cursor.position) throw new Malformed();
  for (let index = 0; index < count; index += 1) walk(cursor);
  return count;
}

function atLeastOne(length: number): number {
  if (length === 0) throw new Malformed();
  return length;
}

function walkJsonOrUndefined(cursor: ByteCursor): void {
  const text = cursor.text();
  if (text !== JSON_UNDEFINED) checkJson(text);
}

function walkJson(cursor: ByteCursor): void {
  checkJson(cursor.text());
}

function checkJson(text: string): void {
  if (jsonDepth(text) > MAX_DEPTH) throw new Unsupported();
  try {
    JSON.parse(text);
  } catch {
    throw new Malformed();
  }
}

/** Whether the bytes, which are UTF-8, are JSON that is not nested too deep. */
export function isBoundedJson(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  try {
    checkJson(text);
    return true;
  } catch (error) {
    if (error instanceof Malformed || error instanceof Unsupported) return false;
    throw error;
  }
}

/** How deep brackets are nested, those in strings left out; for what is no JSON it is some number. */
function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (isText) {
      if (char === '\\') index += 1;
      else if (char === '"') isText = false;
    } else if (char === '"') isText = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, (depth += 1));
    else if (char === ']' || char === '}') depth -= 1;
  }
  return deepest;
}

/** Passes over one value of lib0's `any`. */
export function walkAny(cursor: ByteCursor, depth = 0): void {
  switch (cursor.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // true, false
    case 120:
      return;
    case 125:
      return walkVarInt(cursor);
    case 124:
      return cursor.skip(4);
    case 123:
    case 122:
      return cursor.skip(8);
    case 119:
      cursor.textBytes();
      return;
    case 118:
      return walkObject(cursor, depth + 1);
    case 117:
      return walkArray(cursor, depth + 1);
    case 116:
      cursor.blob();
      return;
    default:
      throw new Malformed();
  }
}

function walkVarInt(cursor: ByteCursor): void {
  let magnitude = 0;
  let byte = cursor.byte();
  magnitude += byte & 63;
  let factor = 64;
  for (let count = 1; byte >= 128; count += 1) {
    if (count === 8) throw new Malformed();
    byte = cursor.byte();
    magnitude += (byte & 127) * factor;
    factor *= 128;
  }
  if (!Number.isSafeInteger(magnitude)) throw new Malformed();
}

function walkObject(cursor: ByteCursor, depth: number): void {
  const count = bounded(cursor, depth);
  for (let index = 0; index < count; index += 1) {
    if (cursor.text() === PROTO) throw new Unsupported();
    walkAny(cursor, depth);
  }
}

function walkArray(cursor: ByteCursor, depth: number): void {
  const count = bounded(cursor, depth);
  for (let index = 0; index < count; index += 1) walkAny(cursor, depth);
}

function bounded(cursor: ByteCursor, depth: number): number {
  if (depth > MAX_DEPTH) throw new Unsupported();
  const count = cursor.varUint();
  if (count > cursor.bytes.length - cursor.position) throw new Malformed();
  return count;
}
