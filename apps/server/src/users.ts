import { createInterface } from 'node:readline';
import type { TenantRole } from '@carrel/core/kernel';
import { usageError, type CommandLine } from './command-line.js';
import { complain } from './complain.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { ServerSettings } from './server-settings.js';
import { withOperator } from './with-operator.js';

type Values = CommandLine['values'];

const ROLES = ['owner', 'admin', 'member'] as const;

/** Makes a user with the password on standard input, and prints the ids. */
export async function createUser(settings: ServerSettings, values: Values): Promise<ExitCode> {
  const email = textOf(values, 'email');
  const tenant = textOf(values, 'tenant');
  const role = roleOf(values);
  if (tenant === undefined) return misused('Missing: --tenant NAME');
  if (email === undefined) return misused('Missing: --email EMAIL');
  if (role === null) return misused(`--role is one of ${ROLES.join(', ')}.`);
  if (process.stdin.isTTY) process.stderr.write('Password: ');
  const password = await firstLine();
  if (password === '')
    return misused('Missing: the password, as a line on standard input. Or use carrel users invite.');
  const displayName = textOf(values, 'name');
  const wanted = { tenant, email, role, password, ...(displayName === undefined ? {} : { displayName }) };
  return withOperator(settings, (operator, request) =>
    operator.createUser(wanted, request).map((made) => `${made.user.id} ${made.tenant.id}\n`),
  );
}

/** Prints the token of a new invitation on standard output, and what it is for on standard error. */
export function inviteUser(settings: ServerSettings, values: Values): Promise<ExitCode> {
  const tenant = textOf(values, 'tenant');
  const role = roleOf(values);
  const hours = textOf(values, 'hours') ?? '';
  if (tenant === undefined) return Promise.resolve(misused('Missing: --tenant NAME'));
  if (role === null) return Promise.resolve(misused(`--role is one of ${ROLES.join(', ')}.`));
  if (!/^\d{0,5}$/.test(hours)) return Promise.resolve(misused('--hours is a number of hours.'));
  const email = textOf(values, 'email');
  const wanted = {
    ...{ tenant, role },
    ...(email === undefined ? {} : { email }),
    ...(hours === '' ? {} : { expiresInMs: Number(hours) * 3_600_000 }),
  };
  return withOperator(settings, (operator, request) =>
    operator.invite(wanted, request).map((made) => {
      const { invitation } = made;
      process.stderr.write(
        `For one ${invitation.role} of ${made.tenant.name} (${made.tenant.id}), until ${invitation.expiresAt}. ` +
          `Register with it as "invitation"; it is shown this once.\n`,
      );
      return `${made.token}\n`;
    }),
  );
}

function misused(message: string): ExitCode {
  complain(usageError(message));
  return exitCodes.usage;
}

function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** `null` for what is no role. */
function roleOf(values: Values): TenantRole | null {
  const given = textOf(values, 'role') ?? 'owner';
  return ROLES.find((role) => role === given) ?? null;
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  for await (const line of lines) return line;
  return '';
}
