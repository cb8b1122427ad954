import { expect, it } from 'vitest';
import { expectErr, expectOk } from '../../test/expect-result.js';
import { loadConfig, printConfig } from './index.js';

const NAMED = { CARREL_MODEL__PROVIDER: 'openai-compatible', CARREL_MODEL__NAME: 'm' };

it('a model has a name, and a place where its provider has none', () => {
  const wrong = expectErr(loadConfig({ env: { CARREL_MODEL__PROVIDER: 'openai-compatible' } }), 'config/invalid');
  expect(JSON.stringify(wrong)).toMatch(/model\.name.*model\.baseUrl/s);
  expectErr(loadConfig({ env: NAMED }), 'config/invalid');
  expectOk(loadConfig({ env: { ...NAMED, CARREL_MODEL__BASE_URL: 'http://127.0.0.1:1/v1' } }));
  expectOk(loadConfig({ env: { CARREL_MODEL__PROVIDER: 'anthropic', CARREL_MODEL__NAME: 'm' } }));
});

it('the key of a model is never shown', () => {
  const loaded = expectOk(loadConfig({ env: { CARREL_MODEL__API_KEY: 'sk-secret' } }));
  expect(loaded.config['model.apiKey']).toBe('sk-secret');
  expect(printConfig(loaded)).not.toContain('sk-secret');
});
