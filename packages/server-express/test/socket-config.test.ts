import { configSection, loadConfig } from '@carrel/core/config';
import { expect, it } from 'vitest';
import { defaultSocketOptions } from '../src/index.js';

it('every bound of WebSockets can be configured, and is by default what it is without', () => {
  const { config } = loadConfig({ env: {} })._unsafeUnwrap();
  expect(configSection(config, 'sockets')).toEqual(defaultSocketOptions);
});
