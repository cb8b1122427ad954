import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FileWorld } from '../../test/document-file-fixture.js';
import { known, type YjsClient } from '../../test/document-fixture.js';
import { expectOk } from '../../test/expect-result.js';

const CLIENTS = 3;

type Step =
  | { readonly type: 'type' | 'delete'; readonly who: number; readonly at: number }
  | { readonly type: 'write' | 'cut'; readonly at: number }
  | { readonly type: 'pass'; readonly ms: number };

const at = fc.nat(1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom('type' as const, 'delete'), who: fc.nat(CLIENTS - 1), at }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('write' as const, 'cut'), at }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(10, 100, 300, 5_000) }) },
);

/** Signs that are there once each, so that what is lost or there twice is seen, and no edit could be taken for another. */
class Signs {
  made: readonly string[] = [];
  cut: ReadonlySet<string> = new Set();

  next(): string {
    const sign = String.fromCodePoint(0xe000 + this.made.length);
    this.made = [...this.made, sign];
    return sign;
  }

  take(sign: string): void {
    this.cut = new Set([...this.cut, sign]);
  }
}

const SIGN = /[\uE000-\uF8FF]/gu;

/** Before one of the signs, or at the end. */
function placeIn(text: string, at: number): number {
  const places = [...text.matchAll(SIGN)].map(({ index }) => index);
  return places[at % (places.length + 1)] ?? text.length;
}

function signIn(text: string, at: number): string | undefined {
  const signs = [...text.matchAll(SIGN)].map(([sign]) => sign);
  return signs[at % Math.max(1, signs.length)];
}

function editText(client: YjsClient, each: Extract<Step, { readonly who: number }>, signs: Signs): void {
  const text = client.doc.getText('text');
  if (each.type === 'type') return text.insert(placeIn(client.text, each.at), `${signs.next()}\n`);
  const sign = signIn(client.text, each.at);
  if (sign === undefined) return;
  signs.take(sign);
  text.delete(client.text.indexOf(sign), sign.length);
}

function editFile(text: string, each: Extract<Step, { readonly type: 'write' | 'cut' }>, signs: Signs): string {
  if (each.type === 'write') {
    const place = placeIn(text, each.at);
    return `${text.slice(0, place)}${signs.next()}\n${text.slice(place)}`;
  }
  const sign = signIn(text, each.at);
  if (sign === undefined) return text;
  signs.take(sign);
  return text.replace(sign, '');
}

async function act(it: FileWorld, clients: readonly YjsClient[], each: Step, signs: Signs): Promise<void> {
  if (each.type === 'pass') return it.world.clock.advance(each.ms);
  if ('who' in each) return editText(known(clients[each.who]), each, signs);
  // Of a rewrite that is tried again only the last one counts.
  const { made, cut } = signs;
  await it.rewrite((text) => {
    signs.made = made;
    signs.cut = cut;
    return editFile(text, each, signs);
  });
}

it('a document and its file become the same whatever is done to both, and lose nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await using it = await FileWorld.open({ documents: { compactAfterUpdates: 5, compactAfterBytes: 300 } });
      await it.write('begin\n');
      expectOk(await it.bind());
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => it.connect()));
      const signs = new Signs();
      for (const each of steps) await act(it, clients, each, signs);
      await it.until(async () => {
        const file = await it.read();
        return clients.every((client) => client.text === file) && (await it.binding()).status === 'bound';
      });
      const text = await it.read();
      for (const sign of signs.made) {
        const count = text.split(sign).length - 1;
        expect([sign, count]).toEqual([sign, signs.cut.has(sign) ? 0 : 1]);
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
