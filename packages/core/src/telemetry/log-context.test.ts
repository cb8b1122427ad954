import { expect, it } from 'vitest';
import { contextLogger, withLogFields } from './log-context.js';
import type { LogFields } from './logger.js';
import { pinoLogger } from './pino-logger.js';

async function capture() {
  const lines: LogFields[] = [];
  const logger = await pinoLogger({ destination: { write: (line) => void lines.push(JSON.parse(line) as LogFields) } });
  return { logger: contextLogger(logger), lines };
}

it('adds the fields of the work that a line is written in, and what they have become meanwhile', async () => {
  const { logger, lines } = await capture();
  const fields: { requestId: string; tenantId?: string } = { requestId: 'req_1' };
  const later = withLogFields(fields, async () => {
    logger.info({}, 'early');
    await Promise.resolve();
    fields.tenantId = 'ten_1';
    logger.child({ part: 'x' }).warn({ requestId: 'own' }, 'late');
  });
  logger.info({ sessionId: 'ses_1' }, 'outside');
  await later;

  expect(lines[0]).toMatchObject({ msg: 'early', requestId: 'req_1' });
  expect(lines[1]).toMatchObject({ msg: 'outside', sessionId: 'ses_1' });
  expect(lines[1]).not.toHaveProperty('requestId');
  expect(lines[2]).toMatchObject({ msg: 'late', requestId: 'own', tenantId: 'ten_1', part: 'x' });
});

it('keeps work apart that goes on at the same time', async () => {
  const { logger, lines } = await capture();
  const work = (requestId: string) =>
    withLogFields({ requestId }, async () => {
      for (let step = 0; step < 3; step += 1) {
        await Promise.resolve();
        logger.info({ of: requestId }, 'step');
      }
    });
  await Promise.all([work('a'), work('b')]);

  expect(lines).toHaveLength(6);
  for (const line of lines) expect(line['requestId']).toBe(line['of']);
});
