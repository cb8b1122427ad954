/** What others do with the engine: raw dockerode, and the `docker` command. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';

const run = promisify(execFile);

/** A container as a careful user of dockerode makes it, without any of ours. */
export function plainContainer(docker, image, labels) {
  return docker.createContainer({
    Image: image,
    Labels: labels,
    Cmd: ['sleep', '100000'],
    HostConfig: { NetworkMode: 'none', Init: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
  });
}

/** Runs a command to its end, by exec and inspect; gives its output. */
export async function execByDockerode(container, argv) {
  const exec = await container.exec({ Cmd: [...argv], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const chunks = [];
  const sink = { write: (chunk) => chunks.push(chunk) };
  container.modem.demuxStream(stream, sink, sink);
  await once(stream, 'end');
  const { ExitCode: code } = await exec.inspect();
  if (code !== 0) throw new Error(`The command ended with ${code}.`);
  return Buffer.concat(chunks).toString();
}

export async function execByCommand(container, argv) {
  const { stdout } = await run('docker', ['exec', container.id, ...argv]);
  return stdout;
}

/** Create, start and the first output of a command, by three commands. */
export async function coldByCommand(image, argv) {
  const flags = ['--network', 'none', '--init', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  const { stdout } = await run('docker', ['create', ...flags, image, 'sleep', '100000']);
  const id = stdout.trim();
  await run('docker', ['start', id]);
  await run('docker', ['exec', id, ...argv]);
  return id;
}

export async function putByDockerode(container, files) {
  await container.putArchive(await archiveOf(files), { path: '/workspace' });
}

export async function getByDockerode(container, path) {
  return buffer(await container.getArchive({ path: `/workspace/${path}` }));
}

/** A raw exec with a terminal, whose bytes come as they are. */
export async function terminalByDockerode(container, argv) {
  const exec = await container.exec({
    Cmd: [...argv],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  return exec.start({ hijack: true, stdin: true, Tty: true });
}

/** An archive of `files`, each `{ path, data }`, at most one directory deep. */
export async function archiveOf(files) {
  const tar = pack();
  const whole = buffer(tar);
  const owner = { uid: 1000, gid: 1000 };
  const directories = new Set(files.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0]));
  for (const name of directories) tar.entry({ name, type: 'directory', ...owner });
  for (const { path, data } of files) tar.entry({ name: path, ...owner }, data);
  tar.finalize();
  return whole;
}
