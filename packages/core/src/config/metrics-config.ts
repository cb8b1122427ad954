import { z } from 'zod';

/** What is served beside the interface, and whether it traces. */
export const metricsConfig = {
  'metrics.token': z
    .string()
    .max(1_000)
    .regex(/^[\w.~+/=-]*$/, 'expected a token as in Authorization: Bearer')
    .default('')
    .describe('What Prometheus sends as its bearer token for `/metrics`; empty, and `/metrics` is not served.')
    .meta({ secret: true }),
  'workbench.enabled': z
    .boolean()
    .default(true)
    .describe(
      'Whether the page for working in sessions with a browser is served at `/`; never where `ports.sharedOrigin` is off.',
    ),
  'opensandbox.enabled': z
    .boolean()
    .default(false)
    .describe('Whether the interface of OpenSandbox is served below `/opensandbox`, for its SDKs.'),
  'opensandbox.images': z
    .array(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}=[\w#+-]{1,400}$/, 'expected image=language+language'))
    .max(256)
    .default([])
    .describe(
      'What images of OpenSandbox stand for, as their names without registry and tag: `code-interpreter=python+javascript`. One that is called like a language needs no entry.',
    ),
  'guide.enabled': z
    .boolean()
    .default(true)
    .describe('Whether this documentation is served at `/docs/guide`, where `npm run guide` has built it.'),
  'tracing.enabled': z
    .boolean()
    .default(false)
    .describe('Traces through `@opentelemetry/api`, to whatever SDK is registered with it.'),
};
