import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';

/** What the server of a document says, as far as the editors of the tests listen. */
export type Said =
  | { readonly type: 'step-one'; readonly vector: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'acknowledged'; readonly upTo: number }
  | { readonly type: 'other' };

const [SYNC, AWARENESS, ACKNOWLEDGED] = [0, 1, 8];
const [STEP_ONE, STEP_TWO, UPDATE] = [0, 1, 2];

export const stepOne = (vector: Uint8Array): Uint8Array => frame([SYNC, STEP_ONE], vector);
export const stepTwo = (update: Uint8Array): Uint8Array => frame([SYNC, STEP_TWO], update);
export const oneUpdate = (update: Uint8Array): Uint8Array => frame([SYNC, UPDATE], update);
export const awarenessOf = (update: Uint8Array): Uint8Array => frame([AWARENESS], update);

export function read(message: Uint8Array): Said {
  const decoder = createDecoder(message);
  switch (readVarUint(decoder)) {
    case SYNC: {
      const kind = readVarUint(decoder);
      const bytes = new Uint8Array(readVarUint8Array(decoder));
      return kind === STEP_ONE ? { type: 'step-one', vector: bytes } : { type: 'update', update: bytes };
    }
    case AWARENESS:
      return { type: 'awareness', update: new Uint8Array(readVarUint8Array(decoder)) };
    case ACKNOWLEDGED:
      readVarUint(decoder);
      return { type: 'acknowledged', upTo: readVarUint(decoder) };
    default:
      return { type: 'other' };
  }
}

function frame(kinds: readonly number[], bytes: Uint8Array): Uint8Array {
  const encoder = createEncoder();
  for (const kind of kinds) writeVarUint(encoder, kind);
  writeVarUint8Array(encoder, bytes);
  return toUint8Array(encoder);
}
