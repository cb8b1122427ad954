import type * as OpenTelemetry from '@opentelemetry/api';
import { noopTracer, type Span, type Tracer } from './tracer.js';

type Api = typeof OpenTelemetry;

/** What spans say they are of. */
const SCOPE = 'carrel';

/**
 * Traces through `@opentelemetry/api`, which is loaded now. Which spans are kept, and where they go, is the matter of the SDK that
 * the host registers with the API; without one nothing is kept. Spans know their parents by the context manager of that SDK, and
 * the trace of a request by its propagator: `traceparent`, where nothing else is chosen.
 *
 * Gives `noopTracer` where the package is not installed.
 */
export async function openTelemetryTracer(): Promise<Tracer> {
  const api = await import('@opentelemetry/api').catch((thrown: unknown) => {
    if (isMissing(thrown)) return null;
    throw thrown;
  });
  return api === null ? noopTracer : tracerOf(api);
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND';
}

function tracerOf({ context, propagation, SpanKind, SpanStatusCode, trace }: Api): Tracer {
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
  return {
    span(name, attributes, work, { headers, kind = 'internal' } = {}) {
      const current = context.active();
      const parent = headers === undefined ? current : propagation.extract(current, headers);
      // Asked for each time: the host may register its SDK late.
      const tracer = trace.getTracer(SCOPE);
      return tracer.startActiveSpan(name, { attributes, kind: kinds[kind] }, parent, async (span) => {
        const fail = (type: string) => {
          span.setAttribute('error.type', type);
          span.setStatus({ code: SpanStatusCode.ERROR });
        };
        const told: Span = { set: (more) => void span.setAttributes(more), fail };
        try {
          return await work(told);
        } catch (thrown) {
          fail(thrown instanceof Error ? thrown.name : 'unknown');
          throw thrown;
        } finally {
          span.end();
        }
      });
    },
  };
}
