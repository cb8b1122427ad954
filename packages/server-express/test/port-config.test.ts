import { configSection, loadConfig } from '@carrel/core/config';
import { defaultPortOptions } from '@carrel/core/ports';
import { expect, it } from 'vitest';
import { defaultPortProxyOptions } from '../src/index.js';

it('every bound of ports can be configured, and is by default what it is without', () => {
  const { config } = loadConfig({ env: {} })._unsafeUnwrap();
  expect(configSection(config, 'ports')).toEqual({ ...defaultPortOptions, ...defaultPortProxyOptions });
});
