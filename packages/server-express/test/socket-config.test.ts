import { configSection, loadConfig } from '@carrel/core/config';
import { expect, it } from 'vitest';
import { defaultEventStreamLimits, defaultRateLimitOptions, defaultSocketOptions } from '../src/index.js';

it('every bound of WebSockets can be configured, and is by default what it is without', () => {
  const { config } = loadConfig({ env: {} })._unsafeUnwrap();
  expect(configSection(config, 'sockets')).toEqual(defaultSocketOptions);
});

it('every limit of calls can be configured, and is by default what it is without', () => {
  const { config } = loadConfig({ env: {} })._unsafeUnwrap();
  expect(configSection(config, 'rateLimits')).toEqual(defaultRateLimitOptions);
  const { maxEventStreamsPerTenant: maxPerTenant, maxEventStreamsPerUser: maxPerUser } = configSection(
    config,
    'server',
  );
  expect({ maxPerTenant, maxPerUser }).toEqual(defaultEventStreamLimits);
});
