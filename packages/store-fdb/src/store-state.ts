import { err, ok, type Result } from '@carrel/core/kernel';
import { storeIncompatible, type StoreIncompatible } from '@carrel/core/store';

/** What the whole store is, kept under one key that every transaction looks at. */
export interface StoreState {
  /** Which keys and values these are; a newer release's are not touched. */
  readonly format: number;
  /** Which epoch holds the data. */
  readonly epoch: number;
  /** How often a definition or the epoch was changed. */
  readonly change: number;
}

const FORMAT = 1;

export const FIRST_STATE: StoreState = { format: FORMAT, epoch: 1, change: 1 };

export function encodeState(state: StoreState): Buffer {
  return Buffer.from(JSON.stringify(state));
}

export function decodeState(value: Buffer): Result<StoreState, StoreIncompatible> {
  const state = parse(value.toString());
  if (state === null) return err(storeIncompatible('the state of the store is not what this program writes'));
  return state.format <= FORMAT ? ok(state) : err(storeIncompatible(`the store is of format ${state.format}`));
}

function parse(text: string): StoreState | null {
  try {
    const state = JSON.parse(text) as Partial<StoreState> | null;
    if (typeof state?.format !== 'number' || typeof state.epoch !== 'number') return null;
    return { format: state.format, epoch: state.epoch, change: state.change ?? 0 };
  } catch {
    return null;
  }
}
