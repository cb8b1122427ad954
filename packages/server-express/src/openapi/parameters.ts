import {
  agentId,
  codePlanId,
  commandId,
  conversationId,
  documentVersionId,
  messageId,
  sessionId,
  streamId,
  taskId,
  terminalId,
  userId,
} from '@carrel/core/kernel';
import { z } from 'zod';
import * as params from '../http/path-param.js';
import type { Route } from '../http/route.js';
import type { Json } from './json-schema.js';

const BODY = '01arz3ndektsv4rrffq69g5fav';

/** The prefix of the ids that a parameter reads. */
const prefixes = new Map<unknown, string>([
  [params.sessionParam, sessionId.prefix],
  [params.commandParam, commandId.prefix],
  [params.terminalParam, terminalId.prefix],
  [params.streamParam, streamId.prefix],
  [params.taskParam, taskId.prefix],
  [params.conversationParam, conversationId.prefix],
  [params.messageParam, messageId.prefix],
  [params.userParam, userId.prefix],
  [params.memberParam, userId.prefix],
  [params.codePlanParam, codePlanId.prefix],
  [params.documentVersionParam, documentVersionId.prefix],
]);

const documentNameParameter: Json = {
  schema: { type: 'string', maxLength: 200 },
  description: 'The name of a document: segments of `A-Za-z0-9._~-` joined by `/`, percent-encoded.',
  example: 'notes.md',
};

/** Parameters that are read as any text, because the service knows what is missing. */
const texts: Readonly<Record<string, Json>> = {
  '/tenant/users/:id': idSchema(userId.prefix),
  '/tenant/agents/:id': idSchema(agentId.prefix),
  '/languages/:id': { schema: { type: 'string' }, example: 'python' },
  '/settings/:category/:key category': { schema: { type: 'string' }, example: 'editor' },
  '/settings/:category/:key key': { schema: { type: 'string' }, example: 'theme' },
};

/** What a path names. An id of another form is answered as one that does not exist. */
export function pathParameters(route: Pick<Route, 'params' | 'path'>): readonly Json[] {
  return Object.entries(route.params).map(([name, parse]) => {
    const prefix = prefixes.get(parse);
    const known =
      parse === params.documentParam
        ? documentNameParameter
        : (texts[`${route.path} ${name}`] ?? texts[route.path] ?? { schema: { type: 'string' } });
    return { name, in: 'path', required: true, ...(prefix === undefined ? known : idSchema(prefix)) };
  });
}

/** What a query may say. Keys that no route names are ignored. */
export function queryParameters({ query }: Pick<Route, 'query'>): readonly Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(descriptions[name] === undefined ? {} : { description: descriptions[name] }),
    schema: querySchema(name, schema as Json),
  }));
}

/** What the text of a parameter means, where its schema reads text. */
function querySchema(name: string, schema: Json): Json {
  const { default: preset, ...rest } = schema;
  const presets = preset === undefined ? {} : { default: preset };
  if (name === 'limit') return { type: 'integer', minimum: 1, maximum: 200, default: 50 };
  if (schema['pattern'] === String.raw`^\d{1,15}$`) return { type: 'integer', minimum: 0, ...presets };
  if (Array.isArray(schema['enum']) && schema['enum'].includes('')) return { type: 'boolean', ...presets };
  if (Array.isArray(schema['anyOf'])) return { type: 'array', items: { type: 'string' } };
  return { ...rest, ...presets };
}

const descriptions: Readonly<Record<string, string>> = {
  limit: 'How many items a page has at most.',
  cursor: '`nextCursor` of the page before. It fits the same list with the same query alone.',
  from: 'Where to begin. Events from there on are answered, those first that are there.',
  since: 'The offset of the first byte that is wanted.',
  waitMs: 'How long to wait for the start, at most 600,000.',
  explain: 'Whether to tell why the workspace is alive or stopped.',
  path: 'A path in the workspace, without a slash at its beginning.',
  label: 'A label as `key:value`; repeat it for more, which all have to be there.',
  acks: '`1` to be told by message 8 what is durable.',
  dialect: 'What is spoken.',
  end: 'Whether the input is closed behind these bytes.',
};

function idSchema(prefix: string): Json {
  return { schema: { type: 'string', pattern: `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$` }, example: `${prefix}_${BODY}` };
}
