/** An image with one static program alone, so that what is measured is the way to a command and not the start of its program. */
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { pack } from 'tar-stream';

const TAG = 'carrel/benchmark:busybox';
/** Where Debian's package `busybox-static` has it. */
const PROGRAM = '/bin/busybox';
const APPLETS = ['cat', 'echo', 'sh', 'sleep'];
const CONFIG = ['WORKDIR /workspace', 'USER 1000:1000', 'ENV PATH=/bin'];

/** Makes the image on the engine and gives its tag; `null` where the machine has no static busybox. */
export async function busyboxImage(docker) {
  const program = await readFile(PROGRAM).catch(() => null);
  if (program === null || isDynamic(program)) return null;
  const [repo, tag] = TAG.split(':');
  const answer = await docker.importImage(archiveOf(program), { fromSrc: '-', repo, tag, changes: CONFIG });
  answer.resume();
  await finished(answer);
  return TAG;
}

function archiveOf(program) {
  const tar = pack();
  tar.entry({ name: 'bin', type: 'directory' });
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, program);
  for (const name of APPLETS) tar.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  tar.entry({ name: 'tmp', type: 'directory', mode: 0o1777 });
  tar.entry({ name: 'workspace', type: 'directory', uid: 1000, gid: 1000 });
  tar.finalize();
  return tar;
}

/** A program that names its loader is started by it. */
function isDynamic(program) {
  return program.includes('/ld-linux') || program.includes('/ld-musl');
}
