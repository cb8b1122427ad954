import type { RequestListener } from 'node:http';
import { answerText, pathRead, Site } from './site.js';

const AT = '/docs/guide/';
const MISSING = 'The guide is not built; npm run guide does that, and the server serves it from its next start on.\n';

const ofGuide = () => import.meta.resolve('@carrel/guide/package.json');

/** Serves the guide, which is built beside `manifest`, at `/docs/guide/`; what is not beneath that is answered by `others`. */
export async function guide(others: RequestListener, manifest = ofGuide): Promise<RequestListener> {
  const site = await Site.open({ manifest, at: AT });
  return (message, response) => {
    const path = pathRead(message);
    if (path === null || !`${path}/`.startsWith(AT)) others(message, response);
    else if (site === null) answerText(response, 404, MISSING);
    else if (path.length < AT.length) response.writeHead(308, { Location: AT }).end();
    else if (!site.serve(path, { message, response })) site.serve(`${AT}404`, { message, response }, 404);
  };
}
