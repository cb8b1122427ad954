import type { LanguageModel } from 'ai';
import type { AiModelOptions } from './ai-model-options.js';

type Ai = typeof import('ai');

/** The library, and the model by its provider. */
export interface AiLibrary {
  readonly ai: Ai;
  readonly model: LanguageModel;
}

/** Loaded at the first request, so that importing the package costs nothing and needs none of it. */
export async function loadAiLibrary(options: AiModelOptions): Promise<AiLibrary> {
  const [ai, model] = await Promise.all([import('ai'), loadModel(options)]);
  return { ai, model };
}

async function loadModel({ provider, baseUrl, model, apiKey }: AiModelOptions): Promise<LanguageModel> {
  // An empty key keeps the library from looking for one of its own in the environment.
  const shared = { apiKey: apiKey ?? '', fetch: fetchWithoutRedirects };
  if (provider === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ ...shared, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(model);
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ ...shared, name: 'openai-compatible', baseURL: baseUrl ?? '', includeUsage: true })(
    model,
  );
}

/** A redirect would carry the key to another host. */
const fetchWithoutRedirects: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });
