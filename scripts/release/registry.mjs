// A registry that has the packed packages alone, so that they are installed by name, as they are once they are published.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';

/** Serves packed packages on a loopback address until it is closed. */
export async function servePackages(packages) {
  const server = createServer((request, response) => {
    const [path] = decodeURIComponent(request.url ?? '').split('?');
    const each = packages.find(({ name, tarball }) => path === `/${name}` || path === `/-/${basename(tarball)}`);
    // npm keeps what it is given; another run has another address, and nothing to gain from it.
    response.setHeader('cache-control', 'no-store');
    if (each === undefined) response.writeHead(404).end('{}');
    else if (path === `/${each.name}`) response.end(JSON.stringify(documentOf(each, `http://${request.headers.host}`)));
    else createReadStream(each.tarball).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function documentOf({ name, manifest, tarball, integrity }, address) {
  const { version } = manifest;
  const dist = { tarball: `${address}/-/${basename(tarball)}`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
