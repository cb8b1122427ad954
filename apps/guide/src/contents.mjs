// What stands at the side of every page.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages.mjs';

const page = (text, link) => ({ text, link });
const group = (text, items) => ({ text, collapsed: text !== 'Start', items });

/** The pages that are written, in their groups. */
const GROUPS = [
  group('Start', [
    page('What Carrel is', '/'),
    page('In a host app', '/start-host-app'),
    page('As a server', '/start-server'),
    page('With an adapter', '/start-adapter'),
    page('Concepts', '/concepts'),
  ]),
  group('Sessions and workspaces', [
    page('Lifecycle', '/lifecycle'),
    page('Capacity and the queue', '/capacity'),
    page('The pool', '/pool'),
    page('Runs of code', '/code-runner'),
    page('Languages', '/languages'),
    page('Frameworks', '/frameworks'),
    page('Projects and packages', '/projects'),
    page('Sources from git', '/sources'),
    page('Storage and backups', '/storage'),
    page('Snapshots', '/snapshots'),
    page('Ports', '/ports'),
    page('OpenSandbox', '/opensandbox'),
    page('Terminals', '/terminals'),
  ]),
  group('Together', [
    page('Rooms', '/rooms'),
    page('Documents', '/documents'),
    page('Streams', '/streams'),
    page('Conversations', '/conversations'),
    page('Tasks', '/tasks'),
    page('Code intelligence', '/code'),
  ]),
  group('Interface', [
    page('OpenAPI', '/openapi'),
    page('WebSockets', '/websockets'),
    page('Errors', '/errors'),
    page('Limits', '/limits'),
    page('The workbench', '/workbench'),
  ]),
  group('Operations', [
    page('Operations', '/operations'),
    page('Configuration', '/configuration'),
    page('Security', '/security'),
    page('Audit', '/audit'),
    page('Observability', '/observability'),
    page('Docker', '/docker'),
    page('Images', '/images'),
    page('Kubernetes', '/kubernetes'),
    page('FoundationDB', '/foundationdb'),
    page('Redis', '/redis'),
    page('Migration', '/migration'),
  ]),
  group('Adapters and insides', [
    page('Writing an adapter', '/writing-an-adapter'),
    page('Writing a storage', '/writing-a-storage'),
    page('Architecture', '/architecture'),
    page("The agent's protocol", '/packages/agent-protocol'),
    page('Releasing', '/releasing'),
    page('Licences', '/licences'),
  ]),
];

/** What is at the side, from the first page to the last. */
export function contents() {
  return [
    ...GROUPS,
    group('Packages', withReadme('packages', '@carrel/')),
    group('Examples', withReadme('examples', '')),
    group('Reference', [page('By module', '/reference/')]),
  ];
}

function withReadme(folder, prefix) {
  return readdirSync(join(root, folder))
    .filter((name) => readdirSync(join(root, folder, name)).includes('README.md'))
    .map((name) => page(`${prefix}${name}`, `/${folder}/${name}`));
}
