import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { memoryCarrel, newCaller } from '../../test/platform-fixture.js';

it('one user has at most so many open streams, and room again when one ends; others are not concerned', async () => {
  await using carrel = await memoryCarrel({ streaming: { maxOpenPerUser: 3 } });
  const [ada, eve] = [await newCaller(carrel), await newCaller(carrel)];
  const create = () => carrel.streams.create(ada, { purpose: 'test' });
  const made = await Promise.all(Array.from({ length: 6 }, create));
  const writers = made.flatMap((result) => (result.isOk() ? [result.value] : []));
  expect(writers).toHaveLength(3);

  expect(expectErr(await create(), 'stream/limit')).toMatchObject({ limit: 3, retryable: true });
  expectOk(await carrel.streams.create(eve, { purpose: 'test' }));

  for (const writer of writers.slice(0, 1)) expectOk(await writer.end());
  expectOk(await create());
  expectErr(await create(), 'stream/limit');
});
