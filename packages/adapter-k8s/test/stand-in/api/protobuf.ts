import type { Fields } from '../store/objects.js';
import { badRequest, unsupportedMediaType } from '../store/status.js';
import { messages, type FieldType, type MessageType } from './protobuf-messages.js';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from('k8s\0');

/**
 * The object in a body of that media type, as JSON would have it.
 *
 * @throws ApiError 400 for what is none or has a field that is not known here, 415 for a kind that is not.
 */
export function decodedProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw badRequest('the body is no object in protobuf');
  try {
    const { type, raw } = envelope(body.subarray(MAGIC.length));
    const { apiVersion, kind } = decoded(type, { apiVersion: [1, 'string'], kind: [2, 'string'] });
    const message = messages[String(kind)];
    if (message === undefined) throw unsupportedMediaType(`${PROTOBUF} of ${String(kind)}`);
    return { apiVersion, kind, ...decoded(raw, message) };
  } catch (cause) {
    if (cause instanceof RangeError) throw badRequest('the object in protobuf is cut short');
    throw cause;
  }
}

interface Part {
  readonly number: number;
  /** A number, or the bytes of what has a length. */
  readonly value: number | Buffer;
}

/** @throws RangeError where it ends within a part. */
function* parts(bytes: Buffer): Generator<Part> {
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint() };
        break;
      case 2: {
        const length = varint();
        if (length < 0 || at + length > bytes.length) throw new RangeError('cut short');
        yield { number, value: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw badRequest(`the object in protobuf has a part of a kind that is not known here: ${tag & 7}`);
    }
  }
}

function envelope(bytes: Buffer): { type: Buffer; raw: Buffer } {
  const found = new Map([...parts(bytes)].map(({ number, value }) => [number, value]));
  const bytesOf = (number: number): Buffer => {
    const value = found.get(number);
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  };
  return { type: bytesOf(1), raw: bytesOf(2) };
}

const isEmpty = (value: number | Buffer): boolean => (Buffer.isBuffer(value) ? value.length === 0 : value === 0);

function decoded(bytes: Buffer, message: MessageType): Fields {
  const names = new Map(Object.entries(message).map(([name, [number, type]]) => [number, { name, type }]));
  const fields: Record<string, unknown> = {};
  for (const { number, value } of parts(bytes)) {
    const field = names.get(number);
    if (field === undefined) {
      // Fields that a client leaves empty are written all the same.
      if (isEmpty(value)) continue;
      throw badRequest(`the object in protobuf has a field that is not known here: ${number}`);
    }
    put(fields, field, value);
  }
  return fields;
}

function put(
  fields: Record<string, unknown>,
  { name, type }: { name: string; type: FieldType },
  value: number | Buffer,
): void {
  if (type === 'ignored') return;
  if (!Buffer.isBuffer(value)) {
    fields[name] = type === 'bool' ? value !== 0 : value;
    return;
  }
  const text = value.toString('utf8');
  if (type === 'string') {
    if (text !== '') fields[name] = text;
  } else if (type === 'strings') {
    fields[name] = [...((fields[name] as string[] | undefined) ?? []), text];
  } else if (type === 'texts' || type === 'blobs') {
    fields[name] = { ...(fields[name] as object | undefined), ...entry(value, type) };
  } else if (Array.isArray(type)) {
    fields[name] = [...((fields[name] as Fields[] | undefined) ?? []), decoded(value, type[0] as MessageType)];
  } else {
    fields[name] = decoded(value, type as MessageType);
  }
}

/** One of a map; bytes are as JSON has them. */
function entry(bytes: Buffer, type: 'texts' | 'blobs'): Readonly<Record<string, string>> {
  const found = new Map([...parts(bytes)].map(({ number, value }) => [number, value]));
  const read = (number: number, encoding: BufferEncoding): string => {
    const value = found.get(number);
    return Buffer.isBuffer(value) ? value.toString(encoding) : '';
  };
  return { [read(1, 'utf8')]: read(2, type === 'blobs' ? 'base64' : 'utf8') };
}
