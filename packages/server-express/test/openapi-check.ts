import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { HttpApi } from '../src/index.js';
import { openApiDocument } from '../src/openapi/openapi-document.js';

/** One answer, however it came. */
export interface CheckedAnswer {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  /** `null` when the body is not looked at. */
  readonly text: string | null;
}

interface Described {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, object>>;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, Described>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface HeaderShape {
  readonly required?: boolean;
  readonly schema: object;
}

/** What any target can be answered with, served or not. */
const OUTSIDE: ReadonlySet<string> = new Set([
  'request/no-route',
  'request/method-not-allowed',
  'request/target-too-long',
  'request/headers-too-large',
  'request/too-slow',
  'request/malformed',
  'service/shutting-down',
]);

/** Holds answers against the OpenAPI document of an interface. */
export class OpenApiCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly document: Document;
  private readonly basePath: string;
  private readonly paths: readonly { readonly template: string; readonly pattern: RegExp }[];

  constructor({ routes, sockets, options }: HttpApi) {
    this.basePath = options.basePath;
    this.document = openApiDocument(routes, sockets, this.basePath) as unknown as Document;
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(this.document, 'openapi', undefined, false);
    this.paths = Object.keys(this.document.paths)
      .map((template) => ({ template, pattern: new RegExp(`^${escaped(template)}$`) }))
      .sort((one, other) => one.template.split('{').length - other.template.split('{').length);
  }

  /** What the answer is that the document does not say; `null` when it is as the document says. */
  problemOf(answer: CheckedAnswer): string | null {
    const { method, target, status, headers, text } = answer;
    const found = this.operationOf(method, target);
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (text !== null && type === 'application/problem+json' && OUTSIDE.has(typeIn(text)))
      return this.mismatch(
        ['components', 'schemas', 'Problem'],
        JSON.parse(text),
        `${method} ${target} ${String(status)}`,
      );
    if (method === 'OPTIONS' && status === 204) return null;
    if (found === null) return `${method} ${target} answered ${String(status)} ${type}, and is not in the document`;
    // What a program answers is its own.
    if (found.operation.tags.includes('ports') && type !== 'application/problem+json') return null;
    const where = `${found.operation.operationId} (${method} ${target}) answered ${String(status)}`;
    const described =
      found.operation.responses[status] ?? (status >= 400 ? found.operation.responses['default'] : undefined);
    if (described === undefined) return `${where}, which it does not declare: ${text ?? ''}`;
    const key = status in found.operation.responses ? String(status) : 'default';
    const at = described.$ref?.split('/').slice(1) ?? [...found.at, 'responses', key];
    const response = described.$ref === undefined ? described : (this.at(at) as Described);
    return (
      this.headerProblem(response, headers, where) ?? this.bodyProblem(response, at, { type, text, where, method })
    );
  }

  /** What the JSON of an event is that the document does not say. */
  eventProblemOf(target: string, event: string, data: unknown): string | null {
    const found = this.operationOf('GET', target);
    if (found === null) return null;
    const at = [...found.at, 'responses', '200', 'content', 'text/event-stream', 'x-events'];
    const shapes = this.at(at) as Readonly<Record<string, object>> | undefined;
    const where = `${found.operation.operationId} sent ${event} ${JSON.stringify(data)}`;
    if (shapes?.[event] === undefined) return `${where}, which it does not declare`;
    return this.mismatch([...at, event], data, where);
  }

  private headerProblem({ headers = {} }: Described, given: Pick<Headers, 'get'>, where: string): string | null {
    for (const [name, { $ref }] of Object.entries(headers)) {
      const at = $ref.split('/').slice(1);
      const shape = this.at(at) as HeaderShape;
      const value = given.get(name);
      if (value === null && shape.required === true) return `${where} without ${name}`;
      const problem = value === null ? null : this.mismatch([...at, 'schema'], value, `${where}, ${name}`);
      if (problem !== null) return problem;
    }
    return null;
  }

  private bodyProblem(
    { content = {} }: Described,
    at: readonly string[],
    { type, text, where, method }: { type: string; text: string | null; where: string; method: string },
  ): string | null {
    const declared = Object.keys(content);
    if (declared.length === 0) return text === null || text === '' ? null : `${where} with a body, and declares none`;
    if (!declared.includes(type)) return `${where} as '${type}', and declares ${declared.join(', ')}`;
    if (text === null || method === 'HEAD' || !type.endsWith('json')) return null;
    return this.mismatch([...at, 'content', type, 'schema'], JSON.parse(text), where);
  }

  private mismatch(at: readonly string[], value: unknown, where: string): string | null {
    const pointer = at
      .map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
    const validate = this.validators.get(pointer) ?? this.ajv.getSchema(`openapi#/${pointer}`);
    if (validate === undefined) return `${where}: no schema at ${pointer}`;
    this.validators.set(pointer, validate as ValidateFunction);
    if (validate(value)) return null;
    return `${where}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`;
  }

  private operationOf(
    method: string,
    target: string,
  ): { readonly operation: Operation; readonly at: readonly string[] } | null {
    const [whole = ''] = target.split('?');
    const path = whole.startsWith(`${this.basePath}/`) ? whole.slice(this.basePath.length) : whole;
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    for (const { template, pattern } of this.paths) {
      const operation = pattern.test(path) ? this.document.paths[template]?.[verb] : undefined;
      if (operation !== undefined) return { operation, at: ['paths', template, verb] };
    }
    return null;
  }

  private at(steps: readonly string[]): unknown {
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], this.document);
  }
}

function typeIn(text: string): string {
  return (JSON.parse(text) as { readonly type: string }).type;
}

function escaped(template: string): string {
  return template.replaceAll(/[.]/g, '\\.').replaceAll(/\{\w+\}/g, '[^/]*');
}
