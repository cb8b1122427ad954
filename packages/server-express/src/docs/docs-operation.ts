import { html, inline, nothing, prose, type Html } from './html.js';
import { reference, schemaText, type Schema } from './schema-text.js';

export interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly 'x-events'?: Readonly<Record<string, Schema>>;
}

export interface Answer {
  readonly $ref?: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
  readonly example?: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

/** What a page has to know of one operation. */
export interface Described {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Finds what a reference of the document is to. */
export type Resolve = <T>(reference: string) => T;

/** All that is told of one operation. */
export function operationSection({ method, path, operation }: Described, resolve: Resolve, base: string): Html {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const open = operation.security.length === 0 ? html` <span class="open">no token</span>` : nothing;
  return html`<article id="${operationId}">
    <h3>
      <span class="method ${method}">${method}</span> <code>${path}</code>${open}
      <a class="id" href="#${operationId}">${operationId}</a>
    </h3>
    <p>${inline(summary)}</p>
    ${description === undefined ? nothing : prose(description)} ${parameterTable(parameters)}
    ${requestBody === undefined ? nothing : bodySection(requestBody)}
    ${
      operation.tags[0] === 'sockets'
        ? nothing
        : html`<h4>Example</h4>
            <pre>${curl({ method, path, operation }, base)}</pre>`
    }
    <h4>Answers</h4>
    <table>
      <tbody>
        ${Object.entries(responses).map(([status, answer]) => answerRow(status, answer, resolve))}
      </tbody>
    </table>
  </article>`;
}

function parameterTable(parameters: readonly Parameter[]): Html {
  if (parameters.length === 0) return nothing;
  const rows = parameters.map(
    ({ name, in: place, required, description = '', schema }) =>
      html`<tr>
        <td><code>${name}</code>${required ? html` <b>needed</b>` : nothing}</td>
        <td>${place}</td>
        <td><code>${schemaText(schema)}</code></td>
        <td>${inline(description)}</td>
      </tr>`,
  );
  return html`<h4>Parameters</h4>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function bodySection({ required, content }: NonNullable<Operation['requestBody']>): Html {
  const parts = Object.entries(content).map(
    ([type, { schema }]) =>
      html`<p>
        <code>${type}</code>${required ? '' : ', may be left out'}: <code class="type">${schemaText(schema)}</code>
      </p>`,
  );
  return html`<h4>Body</h4>
    ${parts}`;
}

function answerRow(status: string, answer: Answer, resolve: Resolve): Html {
  if (answer.$ref !== undefined) return errorRow(status, resolve<Answer>(answer.$ref));
  const { description, content = {}, headers = {} } = answer;
  const media = Object.entries(content).map(([type, one]) => mediaCell(type, one, resolve));
  return html`<tr>
    <th scope="row">${status}</th>
    <td>${prose(description)}${media}${headerLine(headers)}</td>
  </tr>`;
}

/** The types alone; what they mean is told once, below. */
function errorRow(status: string, { content = {}, headers = {} }: Answer): Html {
  const types = Object.values(content).flatMap(({ schema }) => typesOf(schema));
  const links = types.map((type) => html`<a href="#error-${type.replace('/', '-')}">${type}</a> `);
  return html`<tr>
    <th scope="row">${status}</th>
    <td><code>${links}</code>${headerLine(headers)}</td>
  </tr>`;
}

function typesOf({ properties = {} }: Schema): readonly string[] {
  const { type = {} } = properties as Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  return type.enum ?? [];
}

function headerLine(headers: Readonly<Record<string, unknown>>): Html {
  const names = Object.keys(headers).filter((name) => !COMMON.test(name));
  return names.length === 0 ? nothing : html`<p class="headers">Headers: <code>${names.join(', ')}</code></p>`;
}

/** Headers of every answer. */
const COMMON = /^X-Request-Id$|^RateLimit-/;

function mediaCell(type: string, { schema, example, examples, ...rest }: Media, resolve: Resolve): Html {
  const sample =
    example ?? (examples?.['one'] === undefined ? undefined : resolve<{ value: unknown }>(examples['one'].$ref).value);
  const events = Object.entries(rest['x-events'] ?? {}).map(
    ([name, data]) => html`<li><code>${name}</code>: <code class="type">${schemaText(data)}</code></li>`,
  );
  const shape = typeof schema['$ref'] === 'string' ? reference(schema['$ref']) : schemaText(schema);
  return html`<p><code>${type}</code>: <code class="type">${shape}</code></p>
    ${
      events.length === 0
        ? nothing
        : html`<ul>
            ${events}
          </ul>`
    }
    ${
      sample === undefined
        ? nothing
        : html`<details>
            <summary>Example</summary>
            <pre>${JSON.stringify(sample, null, 2)}</pre>
          </details>`
    }`;
}

/** The call as a shell takes it. */
function curl({ method, path, operation }: Described, base: string): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => exampleOf(operation, name));
  const query = operation.parameters
    .filter(({ in: place, required }) => place === 'query' && required)
    .map(({ name }) => `${name}=${exampleOf(operation, name)}`);
  const words = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$CARREL${base}${filled}${query.length === 0 ? '' : `?${query.join('&')}`}"`,
  ];
  if (operation.security.length > 0) words.push('-H "Authorization: Bearer $TOKEN"');
  const [[type, media] = [undefined, undefined]] = Object.entries(operation.requestBody?.content ?? {});
  if (type !== undefined) {
    words.push(`-H 'Content-Type: ${type}'`);
    words.push(media?.example === undefined ? '--data-binary @FILE' : `-d '${quoted(JSON.stringify(media.example))}'`);
  }
  if (Object.values(operation.responses).some(({ content = {} }) => 'text/event-stream' in content)) words.push('-N');
  return words.join(' \\\n  ');
}

function quoted(text: string): string {
  return text.replaceAll("'", String.raw`'\''`);
}

function exampleOf({ parameters }: Operation, name: string): string {
  return parameters.find((one) => one.name === name)?.example ?? (name === 'path' ? 'main.py' : name.toUpperCase());
}
