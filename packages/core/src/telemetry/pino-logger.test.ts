import { describe, expect, it } from 'vitest';
import { silentLogger } from './logger.js';
import { pinoLogger } from './pino-logger.js';

async function logged(write: (logger: Awaited<ReturnType<typeof pinoLogger>>) => void, level?: 'warn') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(await pinoLogger(level === undefined ? { destination } : { destination, level }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('pinoLogger', () => {
  it('writes fields, level and message as one JSON line', async () => {
    const [line] = await logged((logger) => {
      logger.child({ sessionId: 'ses_1' }).info({ incarnation: 2 }, 'workspace ready');
    });

    expect(line).toMatchObject({ level: 'info', sessionId: 'ses_1', incarnation: 2, msg: 'workspace ready' });
  });

  it('leaves out what is below its level', async () => {
    const lines = await logged((logger) => {
      logger.info({}, 'quiet');
      logger.warn({}, 'heard');
    }, 'warn');

    expect(lines.map((line) => line['msg'])).toEqual(['heard']);
  });

  it.each([
    { password: 'hunter2' },
    { request: { headers: { Authorization: 'hunter2' } } },
    { error: { cause: { a: { b: { c: { token: 'hunter2' } } } } } },
  ])('never writes a secret: %j', async (fields) => {
    const lines = await logged((logger) => {
      logger.error(fields, 'failed');
      logger.child(fields).child({ attempt: 2 }).error({}, 'failed again');
    });

    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines.map((line) => JSON.stringify(line).includes('[redacted]'))).toEqual([true, true]);
  });

  it('does not look at the fields of a line that it leaves out', async () => {
    const lines = await logged((logger) => {
      const fields = {
        get costly() {
          throw new Error('looked at');
        },
      };
      logger.info(fields, 'quiet');
    }, 'warn');

    expect(lines).toEqual([]);
  });
});

describe('silentLogger', () => {
  it('says nothing, its children neither', () => {
    const child = silentLogger.child({ sessionId: 'ses_1' });

    for (const level of ['debug', 'info', 'warn', 'error'] as const) expect(child[level]({}, 'x')).toBeUndefined();
  });
});
