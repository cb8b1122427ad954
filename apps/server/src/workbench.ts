import type { RequestListener } from 'node:http';
import { answerText, pathRead, Site } from './site.js';

const MISSING = 'The workbench is not built; npm run build does that.\n';

const ofWorkbench = () => import.meta.resolve('@carrel/workbench/package.json');

/** Serves the workbench, which is built beside `manifest`, at `/`; what is no part of it is answered by `others`. */
export async function workbench(
  basePath: string,
  others: RequestListener,
  manifest = ofWorkbench,
): Promise<RequestListener> {
  const site = await Site.open({ manifest, at: '/', words: { '%BASE_PATH%': basePath } });
  return (message, response) => {
    const path = pathRead(message);
    if (path !== null && site?.serve(path, { message, response }) === true) return;
    if (path === '/' && site === null) answerText(response, 404, MISSING);
    else others(message, response);
  };
}
