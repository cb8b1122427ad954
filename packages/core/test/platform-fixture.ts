import { createCarrel, type Carrel, type Caller, type CarrelOptions } from '../src/index.js';
import { memoryRuntime, memoryStore } from '../src/memory/index.js';
import { expectOk } from './expect-result.js';
import { WEAK_PASSWORDS } from './identity-fixture.js';

const REQUEST = { requestId: 'req_test' };

/** A Carrel on memory adapters, or on those that `overrides` names. */
export function memoryCarrel(overrides: Partial<CarrelOptions> = {}): Promise<Carrel> {
  return createCarrel({ store: memoryStore(), runtime: memoryRuntime(), passwords: WEAK_PASSWORDS, ...overrides });
}

let registered = 0;

/** A new user in a tenant of its own, as the caller of services. */
export async function newCaller(carrel: Carrel): Promise<Caller> {
  const email = `caller${(registered += 1)}@example.com`;
  const signedIn = expectOk(await carrel.identity.register({ email, password: 'correct horse' }, REQUEST));
  return expectOk(await carrel.identity.authenticate(signedIn.tokens.accessToken, REQUEST.requestId));
}

/** Runs `check` until it does not throw; throws what it threw last when 30 s are over. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
