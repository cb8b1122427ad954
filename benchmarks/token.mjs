/**
 * What one more request of a known user costs: a warm check of its access token, against `jwtVerify` of jose with the key
 * imported once. Both end with the same claims in hand.
 */
import { IdentityService, identityCollections } from '@carrel/core/identity';
import { createCursorCodec, createIdSource, systemClock } from '@carrel/core/kernel';
import { memoryStore } from '@carrel/core/memory';
import { importJWK, jwtVerify } from 'jose';
import { compare, finish, rate } from './src/measure.mjs';

const COUNT = 2_000;
const WARM_COUNT = 50_000;

const store = memoryStore();
const ids = createIdSource(systemClock);
const identity = newService({});
await valueOf(store.open(identityCollections));

const { tokens } = await valueOf(
  identity.register({ email: 'ada@example.com', password: 'correct horse' }, { requestId: 'req_1' }),
);
const [jwk] = (await valueOf(identity.jwks())).keys;
const key = await importJWK(jwk, 'EdDSA');
const checks = { algorithms: ['EdDSA'], issuer: 'carrel', audience: 'carrel' };

/** Believes nothing that it checked before. */
const forgetful = newService({ tokenCacheMs: 0 });

await compare({
  name: 'access token check',
  unit: 'rate',
  variants: [
    { name: 'jose jwtVerify', run: () => rate(COUNT, () => jwtVerify(tokens.accessToken, key, checks)) },
    {
      name: 'authenticate, cold',
      run: () => rate(COUNT, () => valueOf(forgetful.authenticate(tokens.accessToken, 'req'))),
    },
    { name: 'authenticate, warm', run: () => rate(WARM_COUNT, () => valueOf(identity.authenticate(tokens.accessToken, 'req'))) }, // prettier-ignore
  ],
  gate: { of: 'authenticate, warm', atLeast: 10 },
});

finish();

function newService(options) {
  const cursors = createCursorCodec(new Uint8Array(32));
  return new IdentityService({ store, clock: systemClock, ids, cursors, options });
}

async function valueOf(result) {
  const settled = await result;
  if (settled.isErr()) throw new Error(`${settled.error.type}: ${settled.error.message}`);
  return settled.value;
}
