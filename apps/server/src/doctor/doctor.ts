import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { ServerSettings } from '../server-settings.js';
import { checkCode, checkDocker, checkLanguages, checkPasswords } from './check-extras.js';
import { checkAgent, checkCompiler, checkNode, checkPlatform } from './check-machine.js';
import { checkClock, checkLimits, checkPermissions, checkPort } from './check-host.js';
import { checkImages, checkRedis } from './check-services.js';
import { checkKubernetes } from './check-kubernetes.js';
import { checkTls } from './check-tls.js';
import { checkFoundationdb } from './check-foundationdb.js';
import { checkDataDir, checkSqlite } from './check-storage.js';
import type { Finding } from './finding.js';

/** Looks at everything that the server stands on, says what it found on standard output, and what to do about it. */
export async function doctor(settings: ServerSettings): Promise<ExitCode> {
  const { dataDir, host, port, runtime, server, store } = settings;
  const checked: readonly (Finding | null)[] = [
    checkNode(process.version),
    checkPlatform(process.platform, process.arch),
    await checkDataDir(dataDir),
    await checkPermissions(dataDir),
    await checkClock(dataDir, Date.now()),
    await checkPort(host, port),
    checkLimits(server.maxConnections ?? 0),
    await checkTls(settings, Date.now()),
    store.kind === 'sqlite' ? await checkSqlite(dataDir) : await checkFoundationdb(store.foundationdb),
    await checkRedis(settings),
    await checkAgent(),
    await checkCompiler(),
    await checkPasswords(),
    await checkLanguages(),
    await checkCode(settings),
    await checkDocker(runtime.name === 'docker'),
    await checkImages(settings),
    await checkKubernetes(settings),
  ];
  const findings = checked.filter((finding) => finding !== null);
  process.stdout.write(findings.map(report).join(''));
  const failed = findings.filter(({ status }) => status === 'fail').length;
  process.stdout.write(failed === 0 ? 'The server can run here.\n' : 'The server cannot run here yet.\n');
  return failed === 0 ? exitCodes.ok : exitCodes.failed;
}

function report({ status, subject, detail, advice }: Finding): string {
  const line = `${status.padEnd(4)}  ${subject.padEnd(14)}  ${detail}\n`;
  return advice === undefined ? line : `${line}${' '.repeat(22)}${advice}\n`;
}
