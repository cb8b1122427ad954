import type { PermissionRows } from './permission-row.js';

export const PROCESS_ROWS: PermissionRows = {
  'commands.list': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.commands.list(caller, id),
  },
  'commands.get': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id, others }) => carrel.commands.get(caller, { sessionId: id, id: others }),
  },
  'commands.output': {
    action: 'commands.read',
    least: 'viewer',
    call: ({ carrel, caller, id, others }) => carrel.commands.output(caller, { sessionId: id, id: others }),
  },
  'commands.run': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.commands.run(caller, id, { request: { argv: ['echo', 'hello'] } }),
  },
  'commands.start': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.commands.start(caller, id, { request: { argv: ['cat'] } }),
  },
  'commands.writeStdin (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) =>
      carrel.commands.writeStdin(caller, { sessionId: id, id: own }, { data: Buffer.from('x') }),
  },
  'commands.signal (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) => carrel.commands.signal(caller, { sessionId: id, id: own }, 'SIGTERM'),
  },
  'commands.kill (own)': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id, own }) => carrel.commands.kill(caller, { sessionId: id, id: own }),
  },
  "commands.writeStdin (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) =>
      carrel.commands.writeStdin(caller, { sessionId: id, id: others }, { data: Buffer.from('x') }),
  },
  "commands.signal (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) => carrel.commands.signal(caller, { sessionId: id, id: others }, 'SIGTERM'),
  },
  "commands.kill (another's)": {
    action: 'commands.others',
    least: 'admin',
    call: ({ carrel, caller, id, others }) => carrel.commands.kill(caller, { sessionId: id, id: others }),
  },
  'terminals.open': {
    action: 'terminals.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.terminals.open(caller, id, { request: { argv: ['cat'] } }),
  },
  'terminals.list': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.terminals.list(caller, id),
  },
  'terminals.get': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.get(caller, { sessionId: id, id: othersTerminal }),
  },
  'terminals.attach': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, othersTerminal }) => carrel.terminals.attach(caller, othersTerminal),
    missing: 'terminal/not-found',
  },
  'terminals.read': {
    action: 'terminals.read',
    least: 'viewer',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.read(caller, { sessionId: id, id: othersTerminal }),
  },
  'ports.open': {
    action: 'ports.open',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.ports.open(caller, { sessionId: id, port: 9 }),
    answer: () => 'port/refused',
  },
  'ports.check': {
    action: 'ports.open',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.ports.check(caller, { sessionId: id, port: 9 }),
  },
  'terminals.close (own)': {
    action: 'terminals.write',
    least: 'participant',
    call: ({ carrel, caller, id, ownTerminal }) => carrel.terminals.close(caller, { sessionId: id, id: ownTerminal }),
  },
  "terminals.close (another's)": {
    action: 'terminals.others',
    least: 'admin',
    call: ({ carrel, caller, id, othersTerminal }) =>
      carrel.terminals.close(caller, { sessionId: id, id: othersTerminal }),
  },
  'runner.run': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) =>
      carrel.runner.run(caller, id, {
        request: { language: 'bash', files: [{ path: 'main.sh', content: 'echo hello' }] },
      }),
    answer: () => 'language/not-installed',
  },
  'projects.detect': {
    action: 'files.read',
    least: 'viewer',
    call: ({ carrel, caller, id }) => carrel.projects.detect(caller, id),
  },
  'projects.install': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.projects.install(caller, id, { request: {} }),
    answer: () => 'project/not-found',
  },
  'projects.startInstall': {
    action: 'commands.run',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.projects.startInstall(caller, id, { request: {} }),
    answer: () => 'project/not-found',
  },
  'streams.create': {
    action: 'streams.write',
    least: 'participant',
    call: ({ carrel, caller, id }) => carrel.streams.create(caller, { sessionId: id, purpose: 'test' }),
  },
  'streams.get': {
    action: 'streams.read',
    least: 'viewer',
    call: ({ carrel, caller, stream }) => carrel.streams.get(caller, stream),
    missing: 'stream/not-found',
  },
  'streams.read': {
    action: 'streams.read',
    least: 'viewer',
    call: ({ carrel, caller, stream }) => carrel.streams.read(caller, stream),
    missing: 'stream/not-found',
  },
  'streams.cancel': {
    action: 'streams.write',
    least: 'participant',
    call: ({ carrel, caller, stream }) => carrel.streams.cancel(caller, stream),
    missing: 'stream/not-found',
  },
};
