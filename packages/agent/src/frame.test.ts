import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameParser, MAX_PAYLOAD } from './frame.js';
import { MalformedPayload, PayloadReader, PayloadWriter } from './payload.js';

const frame = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  channel: fc.nat({ max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

describe('FrameParser', () => {
  it('gives the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (sent, sizes) => {
          const bytes = Buffer.concat(sent.map(({ type, channel, payload }) => encodeFrame(type, channel, payload)));
          const parser = new FrameParser();
          const got = [];
          for (let start = 0; start < bytes.length;) {
            const size = sizes.next().value as number;
            got.push(...(parser.push(bytes.subarray(start, start + size)) ?? []));
            start += size;
          }

          expect(got.map((each) => ({ ...each, payload: new Uint8Array(each.payload) }))).toEqual(sent);
        },
      ),
    );
  });

  it('refuses an impossible length as soon as it is there', () => {
    for (const length of [0, 4, MAX_PAYLOAD + 6, 0xffff_ffff]) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(length);

      expect(new FrameParser().push(bytes)).toBeNull();
    }
  });
});

describe('PayloadReader', () => {
  it('reads what a writer wrote', () => {
    const bytes = new PayloadWriter()
      .u8(1)
      .u16(2)
      .u32(3)
      .u64(2 ** 40)
      .text('é')
      .bytes(Buffer.from('rest'))
      .finish();
    const reader = new PayloadReader(bytes);

    expect([reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.text()]).toEqual([1, 2, 3, 2 ** 40, 'é']);
    expect(reader.rest().toString()).toBe('rest');
    expect(reader.done).toBe(true);
  });

  it('never reads past the end, and never throws anything else', () => {
    const reads = ['u8', 'u16', 'u32', 'u64', 'text', 'path'] as const;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.constantFrom(...reads)), (bytes, order) => {
        const reader = new PayloadReader(Buffer.from(bytes));
        try {
          for (const read of order) reader[read]();
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPayload);
        }
      }),
    );
  });
});
