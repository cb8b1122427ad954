import { describe, expect, it } from 'vitest';
import { bytesQuantity, cpuQuantity } from './quantities.js';

describe('quantities', () => {
  it('are whole and never nothing', () => {
    expect([bytesQuantity(4096.7), bytesQuantity(0), bytesQuantity(2 ** 40)]).toEqual(['4096', '1', '1099511627776']);
    expect([cpuQuantity(2), cpuQuantity(0.25), cpuQuantity(0.0001)]).toEqual(['2000m', '250m', '1m']);
  });
});
