import { errorAnswers } from '../http/error-answers.js';
import { operationSection, type Described, type Operation, type Resolve } from './docs-operation.js';
import { STYLE } from './docs-style.js';
import { Html, html, prose } from './html.js';
import { schemaText, type Schema } from './schema-text.js';

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** In one piece: the policy of the page allows exactly this text. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** An OpenAPI document as one page of HTML, which asks the network for nothing and runs no script. */
export function docsPage(given: object): string {
  const document = given as Document;
  const { info, tags, components, servers } = document;
  const all = operationsOf(document);
  const resolve: Resolve = <T>(reference: string) => resolved(document, reference) as T;
  const base = servers[0]?.url === '/' ? '' : (servers[0]?.url ?? '');
  const groups = tags.map((tag) => ({ ...tag, all: all.filter(({ operation }) => operation.tags.includes(tag.name)) }));
  const schemas = Object.entries(components.schemas);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title} ${info.version}</title>
        <link rel="icon" href="data:," />
        ${STYLE_ELEMENT}
      </head>
      <body>
        <nav aria-label="Operations">
          ${groups.map(navGroup)}
          <p><a href="#schemas">Schemas</a> · <a href="#errors">Errors</a></p>
        </nav>
        <main>
          <h1>${info.title} ${info.version}</h1>
          ${prose(info.description)}
          <p>
            The paths below begin with <code>${base}</code>. The same as
            <a href="openapi.json">OpenAPI ${document.openapi}</a>. In the examples <code>CARREL</code> is where the
            server is, and <code>TOKEN</code> an access token.
          </p>
          ${groups.map(
            (group) =>
              html`<section id="tag-${group.name}">
                <h2>${group.name}</h2>
                ${prose(group.description)}
                ${group.all.map((one) => operationSection(one, resolve, one.path.startsWith('/.well-known') ? '' : base))}
              </section>`,
          )}
          <section id="schemas">
            <h2>Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<article id="schema-${name}">
                  <h3>${name}</h3>
                  <pre>${schemaText(schema)}</pre>
                </article>`,
            )}
          </section>
          ${errorSection()}
        </main>
      </body>
    </html> `.text;
}

function navGroup({ name, all }: { readonly name: string; readonly all: readonly Described[] }): Html {
  const items = all.map(
    ({ operation: { operationId } }) => html`<li><a href="#${operationId}">${operationId}</a></li>`,
  );
  return html`<details open>
    <summary>${name}</summary>
    <ul>
      ${items}
    </ul>
  </details>`;
}

/** Every error there is, once. */
function errorSection(): Html {
  const rows = Object.entries(errorAnswers).map(
    ([type, { status, title }]) =>
      html`<tr id="error-${type.replace('/', '-')}">
        <th scope="row">${status}</th>
        <td><code>${type}</code></td>
        <td>${title}</td>
      </tr>`,
  );
  return html`<section id="errors">
    <h2>Errors</h2>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`;
}

function operationsOf({ paths }: Document): readonly Described[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function resolved(document: object, reference: string): unknown {
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>>)[step], document);
}
