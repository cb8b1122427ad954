import type { ChatModel } from '@carrel/core/models';
import { aiChatModel } from '@carrel/model-ai';
import type { ServerSettings } from './server-settings.js';

/** What answers in conversations, where the settings name a model. */
export function chooseModel({ model }: Pick<ServerSettings, 'model'>): { readonly model?: ChatModel } {
  const { apiKey, baseUrl, idleTimeoutMs, name, provider } = model;
  if (provider === 'none') return {};
  const chosen = aiChatModel({
    ...{ provider, model: name, idleTimeoutMs },
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(apiKey === '' ? {} : { apiKey }),
  });
  return { model: chosen };
}
