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

/** Words that are there once each, so that what is lost or there twice is seen. */
class Words {
  readonly made: string[] = [];
  readonly cut = new Set<string>();

  next(): string {
    const word = `<${this.made.length}😀>`;
    this.made.push(word);
    return word;
  }
}

/** Before one of the words, or at the end. */
function placeIn(text: string, at: number): number {
  const places = [...text.matchAll(/<\d+😀>/gu)].map(({ index }) => index);
  return places[at % (places.length + 1)] ?? text.length;
}

function wordIn(text: string, at: number): string | undefined {
  const words = [...text.matchAll(/<\d+😀>/gu)].map(([word]) => word);
  return words[at % Math.max(1, words.length)];
}

function editText(client: YjsClient, each: Extract<Step, { readonly who: number }>, words: Words): void {
  const text = client.doc.getText('text');
  if (each.type === 'type') return text.insert(placeIn(client.text, each.at), `${words.next()}\n`);
  const word = wordIn(client.text, each.at);
  if (word === undefined) return;
  words.cut.add(word);
  text.delete(client.text.indexOf(word), word.length);
}

function editFile(text: string, each: Extract<Step, { readonly type: 'write' | 'cut' }>, words: Words): string {
  if (each.type === 'write') {
    const place = placeIn(text, each.at);
    return `${text.slice(0, place)}${words.next()}\n${text.slice(place)}`;
  }
  const word = wordIn(text, each.at);
  if (word === undefined) return text;
  words.cut.add(word);
  return text.replace(word, '');
}

async function act(it: FileWorld, clients: readonly YjsClient[], each: Step, words: Words): Promise<void> {
  if (each.type === 'pass') return it.world.clock.advance(each.ms);
  if ('who' in each) return editText(known(clients[each.who]), each, words);
  // Of a rewrite that is tried again only the last one counts.
  const before = words.made.length;
  await it.rewrite((text) => {
    words.made.length = before;
    return editFile(text, each, words);
  });
}

it('a document and its file become the same whatever is done to both, and lose nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await using it = await FileWorld.open({ documents: { compactAfterUpdates: 5, compactAfterBytes: 300 } });
      await it.write('begin\n');
      expectOk(await it.bind());
      const clients = await Promise.all(Array.from({ length: CLIENTS }, () => it.connect()));
      const words = new Words();
      for (const each of steps) await act(it, clients, each, words);
      const [first, ...others] = clients.map((client) => client);
      await it.until(async () => {
        const file = await it.read();
        return [first, ...others].every((client) => client?.text === file) && (await it.binding()).status === 'bound';
      });
      const text = await it.read();
      for (const word of words.made) {
        const count = text.split(word).length - 1;
        // What one side took away another may have taken away as well, and nobody else has it.
        expect([word, count]).toEqual([word, words.cut.has(word) ? 0 : 1]);
      }
      expect(text).not.toContain('\uFFFD');
    }),
    { numRuns: 40 },
  );
}, 120_000);
