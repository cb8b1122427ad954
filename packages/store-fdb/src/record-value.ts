import { err, ok, type Result } from '@carrel/core/kernel';
import {
  storeCorrupt,
  storeIncompatible,
  type StoreCorrupt,
  type StoreIncompatible,
  type ArchivedRecord,
  type Stored,
} from '@carrel/core/store';

/**
 * A record as the value of its key: a byte that says which encoding this is, the version in 8 bytes, the length of the JSON in
 * 4, the JSON, and its bytes when it has some.
 */
export function encodeRecord({ version, json, bytes }: ArchivedRecord): Buffer {
  const jsonBytes = Buffer.byteLength(json);
  const value = Buffer.allocUnsafe(HEADER_BYTES + jsonBytes + (bytes?.length ?? 0));
  value[0] = bytes === null ? PLAIN : WITH_BYTES;
  value.writeBigUInt64BE(BigInt(version), 1);
  value.writeUInt32BE(jsonBytes, 9);
  value.write(json, HEADER_BYTES);
  if (bytes !== null) value.set(bytes, HEADER_BYTES + jsonBytes);
  return value;
}

/** `store/incompatible` for the encoding of a newer release; `store/corrupt` for what is no record. */
export function decodeRecord<R>(value: Buffer): Result<Stored<R>, StoreCorrupt | StoreIncompatible> {
  const [encoding] = value;
  if (encoding !== PLAIN && encoding !== WITH_BYTES) {
    return err(storeIncompatible(`a record has the encoding ${encoding ?? 'none'}`));
  }
  const jsonEnd = value.length < HEADER_BYTES ? Infinity : HEADER_BYTES + value.readUInt32BE(9);
  const isWhole = encoding === PLAIN ? jsonEnd === value.length : jsonEnd <= value.length;
  if (!isWhole) return err(storeCorrupt('a record is cut off'));
  return parse<R>(value.toString('utf8', HEADER_BYTES, jsonEnd)).map((parsed) => ({
    value: parsed,
    version: Number(value.readBigUInt64BE(1)),
    ...(encoding === PLAIN ? {} : { bytes: new Uint8Array(value.subarray(jsonEnd)) }),
  }));
}

/** The record as an archive holds it. */
export function archivedRecord(value: Buffer): Result<ArchivedRecord, StoreCorrupt | StoreIncompatible> {
  return decodeRecord(value).map(({ version, bytes }) => ({
    version,
    json: value.toString('utf8', HEADER_BYTES, HEADER_BYTES + value.readUInt32BE(9)),
    bytes: bytes ?? null,
  }));
}

const PLAIN = 1;
const WITH_BYTES = 2;
const HEADER_BYTES = 1 + 8 + 4;

function parse<R>(json: string): Result<R, StoreCorrupt> {
  try {
    return ok(JSON.parse(json) as R);
  } catch (thrown) {
    return err(storeCorrupt(thrown));
  }
}
