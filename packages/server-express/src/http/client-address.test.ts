import { expect, it } from 'vitest';
import { clientAddress } from './client-address.js';

it('is that of the connection', () => {
  expect(clientAddress({ address: '192.0.2.1' })).toBe('192.0.2.1');
  expect(clientAddress({})).toBe('');
});
