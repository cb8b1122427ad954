import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { createCarrel } from '@carrel/core';
import { memoryRuntime, memoryStore } from '@carrel/core/memory';
import { createHttpApi, errorAnswers, HttpServer } from '@carrel/server-express';
import { unwrap } from '@carrel/core/kernel';

const HEADER =
  '// Made from the OpenAPI document of the server: UPDATE_TYPES=1 npx vitest run --project client generated\n\n';

/** What the sources in `src/generated` are to say, by their names. */
export async function generatedSources(): Promise<Readonly<Record<string, string>>> {
  return {
    'api.ts': '/* eslint-disable max-lines */\n' + HEADER + (await apiTypes()),
    'problem-type.ts': HEADER + problemTypes(),
  };
}

async function apiTypes(): Promise<string> {
  const text = astToString(await openapiTS(await servedDocument(), { alphabetize: true, immutable: true }));
  return text;
}

function problemTypes(): string {
  const types = Object.keys(errorAnswers).sort();
  return `/** Every type of problem that the server tells. */\nexport type ProblemType =\n${types.map((type) => `  | '${type}'`).join('\n')};\n`;
}

async function servedDocument(): Promise<OpenAPI3> {
  const carrel = await createCarrel({ store: memoryStore(), runtime: memoryRuntime() });
  const server = new HttpServer(createHttpApi({ carrel }));
  const { port } = await unwrap(server.listen({ host: '127.0.0.1', port: 0 }));
  const answer = await fetch(`http://127.0.0.1:${String(port)}/openapi.json`);
  const document = (await answer.json()) as OpenAPI3;
  await server.drain();
  await carrel.dispose();
  return document;
}
