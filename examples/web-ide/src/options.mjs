const { env } = process;

/** Programs of workspaces and the app are of one site, so that frames have their cookies without TLS. Browsers find both here. */
const SITE = 'carrel.localhost';

/** Where the IDE listens in its workspace. */
export const IDE_PORT = 48_400;

/** What runs it: the arguments of this program, or code-server. */
export const IDE = process.argv.length > 2 ? process.argv.slice(2) : codeServer();

export const APP_PORT = Number(env.PORT ?? 8080);
export const APP_ORIGIN = `http://app.${SITE}:${APP_PORT}`;
export const PORTS_DOMAIN = `ports.${SITE}`;
export const DATA_DIR = env.DATA_DIR ?? './web-ide-data';
export const RUNTIME = env.RUNTIME ?? 'local';

/** How long a browser is let in to the IDE. The page gets a new pass after half of it. */
export const PASS_TTL_MS = Number(env.PASS_TTL_MS ?? 3_600_000);

function codeServer() {
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  // Carrel lets in who may use the port, so that there is nothing to log in to.
  return ['code-server', '--auth', 'none', '--bind-addr', `127.0.0.1:${IDE_PORT}`, ...quiet, '.'];
}
