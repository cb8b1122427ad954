import { backup, restore } from './backup.js';
import { verify } from './audit.js';
import type { CliCommand } from './cli-command.js';
import { doctor } from './doctor/doctor.js';
import { exitCodes } from './exit-codes.js';
import { listKeys, rotateKeys } from './keys.js';
import { buildImage, checkImage, listImages, pruneImages, pushImage } from './images.js';
import { serve } from './serve.js';
import { createUser, inviteUser } from './users.js';
import { version } from './version.js';

/** All commands of `carrel`, in the order of the help. */
export const commands: readonly CliCommand[] = [
  {
    name: 'serve',
    summary: 'Runs the server until SIGTERM or SIGINT; prints one line on standard output when it takes requests.',
    words: [],
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      runtime: { type: 'string' },
      quiet: { type: 'boolean', short: 'q' },
    },
    help: [
      '--host ADDRESS   listen here',
      '--port NUMBER    listen at this port; 0 for one that is free',
      '--runtime NAME   auto, local, docker or kubernetes',
      '-q, --quiet      do not tell what was chosen and how to try it',
    ],
    run: (loaded, { values }) => serve(loaded, { quiet: values['quiet'] === true }),
  },
  {
    name: 'doctor',
    summary: 'Checks what this machine offers, and says what to do about what is missing.',
    words: [],
    options: {},
    help: [],
    run: ({ settings }) => doctor(settings),
  },
  {
    name: 'backup',
    summary: 'Writes a copy of the database to FILE, while a server may run. Files of workspaces are not part of it.',
    words: ['FILE'],
    options: { portable: { type: 'boolean' }, 'one-state': { type: 'boolean' } },
    help: [
      '--portable       as text that every kind of store restores, for moving to another one',
      '--one-state      rather fail than copy what is not of one state, when the store is written to meanwhile',
    ],
    run: ({ settings }, { values, positionals: [file = ''] }) =>
      backup(settings, file, {
        format: values['portable'] === true ? 'portable' : 'own',
        states: values['one-state'] === true ? 'one' : 'several',
      }),
  },
  {
    name: 'restore',
    summary: 'Replaces the database by the copy in FILE, once that is found whole. No server may be running on it.',
    words: ['FILE'],
    options: {},
    help: [],
    run: ({ settings }, { positionals: [file = ''] }) => restore(settings, file),
  },
  {
    name: 'audit verify',
    summary: 'Says whether the records of the audit are as they were written; prints the head of each chain.',
    words: [],
    options: { tenant: { type: 'string' }, expect: { type: 'string' } },
    help: [
      '--tenant ID      only the records of this tenant',
      '--expect HASH    a head that was printed before: finds whether records after it were cut off',
    ],
    run: ({ settings }, { values }) =>
      verify(settings, {
        tenant: typeof values['tenant'] === 'string' ? values['tenant'] : '',
        expect: typeof values['expect'] === 'string' ? values['expect'] : '',
      }),
  },
  {
    name: 'users create',
    summary:
      'Makes a user who can log in, also while registration is closed; the password is read from standard input.',
    words: [],
    options: {
      tenant: { type: 'string' },
      email: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
    },
    help: [
      '--tenant NAME    the name of a tenant that is made, or the id of one that is there',
      '--email EMAIL    what the user logs in with',
      '--role ROLE      owner, admin or member; owner by default, and in a new tenant',
      '--name NAME      what the user is called; the beginning of the email by default',
    ],
    run: ({ settings }, { values }) => createUser(settings, values),
  },
  {
    name: 'users invite',
    summary: 'Prints an invitation with which somebody can register once, also while registration is closed.',
    words: [],
    options: {
      tenant: { type: 'string' },
      email: { type: 'string' },
      role: { type: 'string' },
      hours: { type: 'string' },
    },
    help: [
      '--tenant NAME    the name of a tenant that is made, or the id of one that is there',
      '--email EMAIL    the one email that may be registered; any by default',
      '--role ROLE      owner, admin or member; owner by default, and in a new tenant',
      '--hours HOURS    for how long it is good; auth.invitationTtlMs by default',
    ],
    run: ({ settings }, { values }) => inviteUser(settings, values),
  },
  {
    name: 'keys list',
    summary: 'Shows the keys that sign access tokens, the oldest first: id, state, when made, from when it signs.',
    words: [],
    options: {},
    help: [],
    run: ({ settings }) => listKeys(settings),
  },
  {
    name: 'keys rotate',
    summary: 'Makes a new key that signs access tokens once all servers have it, and prints its id. Servers may run.',
    words: [],
    options: { revoke: { type: 'boolean' } },
    help: ['--revoke         take the old keys away: every access token is refused, and clients refresh theirs'],
    run: ({ settings }, { values }) => rotateKeys(settings, { revoke: values['revoke'] === true }),
  },
  {
    name: 'images build',
    summary: 'Builds the image for LANGUAGES, such as python,c, that sessions with them boot from, and prints its tag.',
    words: ['LANGUAGES'],
    options: {},
    help: [],
    run: ({ settings }, { positionals: [languages = ''] }) => buildImage(settings.images, languages),
  },
  {
    name: 'images push',
    summary: 'Builds the image for LANGUAGES and puts it into the registry that images.repository names.',
    words: ['LANGUAGES'],
    options: {},
    help: [],
    run: ({ settings }, { positionals: [languages = ''] }) => pushImage(settings.images, languages),
  },
  {
    name: 'images list',
    summary: 'Shows the images that were built, their sizes and languages.',
    words: [],
    options: {},
    help: [],
    run: () => listImages(),
  },
  {
    name: 'images prune',
    summary:
      'Removes the images that no workspace runs from, and tells what that freed. They are made again when wanted.',
    words: [],
    options: { 'older-than': { type: 'string' } },
    help: ['--older-than HOURS  only those that have been there for so long'],
    run: ({ settings }, { values }) =>
      pruneImages(settings.images, typeof values['older-than'] === 'string' ? values['older-than'] : ''),
  },
  {
    name: 'images check',
    summary: 'Says what IMAGE lacks for workspaces to boot from it.',
    words: ['IMAGE'],
    options: { languages: { type: 'string' } },
    help: ['--languages IDS  also what it lacks of these, such as python,c'],
    run: (_loaded, { values, positionals: [image = ''] }) =>
      checkImage(image, typeof values['languages'] === 'string' ? values['languages'] : ''),
  },
  {
    name: 'config print',
    summary: 'Shows every setting, its value and where that comes from. Secrets are not shown.',
    words: [],
    options: {},
    help: [],
    run: ({ describe }) => {
      process.stdout.write(describe());
      return Promise.resolve(exitCodes.ok);
    },
  },
  {
    name: 'version',
    summary: 'Shows the version.',
    words: [],
    options: {},
    help: [],
    run: () => {
      process.stdout.write(`carrel ${version()}, Node ${process.version}\n`);
      return Promise.resolve(exitCodes.ok);
    },
  },
];
