import { expect, it } from 'vitest';
import { expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';
import type { FileWatchEvent } from './index.js';

it('a reader of an earlier life of the workspace is told of its gap, however far others have read in this one', async () => {
  await using carrel = await memoryCarrel();
  const caller = await newCaller(carrel);
  const { id } = expectOk(await carrel.sessions.create(caller, { kind: 'solo', languages: ['python'] }));
  const watch = async (from?: number) => {
    const options = from === undefined ? {} : { from };
    return expectOk(await carrel.files.watch(caller, { sessionId: id, path: '' }, options))[Symbol.asyncIterator]();
  };
  const first = expectOk(await carrel.workspaces.open(caller, id));
  const early = await watch();
  expectOk(await first.files.write('one', '1'));
  const seen = await next(early);
  expect(seen).toMatchObject({ type: 'created', path: 'one' });
  expectOk(await carrel.workspaces.stop(caller, id));

  const second = expectOk(await carrel.workspaces.open(caller, id));
  const other = await watch();
  for (const name of ['two', 'three', 'four']) expectOk(await second.files.write(name, name));
  expect(await next(other)).toMatchObject({ type: 'created', path: 'two' });

  const back = await watch(positionOf(seen) + 1);
  const gap = await next(back);
  expect(gap).toMatchObject({ type: 'gap', from: positionOf(seen) + 1 });
  const after = await next(back);
  expect(after).toMatchObject({ type: 'created', path: 'two', position: gap.type === 'gap' ? gap.to : null });
  expect(await next(await watch(positionOf(after)))).toEqual(after);
});

async function next(events: AsyncIterator<FileWatchEvent>): Promise<FileWatchEvent> {
  const { done, value } = await events.next();
  if (done === true) throw new Error('The watch ended.');
  return value;
}

function positionOf(event: FileWatchEvent): number {
  if (event.type === 'gap' || event.type === 'failed') throw new Error(`There is no position in ${event.type}.`);
  return event.position;
}
