import type { RequestListener } from 'node:http';
import { answerText, pathRead, Site } from './site.js';

const MISSING = 'The workbench is not built; npm run build does that.\n';

const manifest = () => import.meta.resolve('@carrel/workbench/package.json');

/** Serves the workbench at `/`; what is no part of it is answered by `others`. */
export async function workbench(basePath: string, others: RequestListener): Promise<RequestListener> {
  const site = await Site.open({ manifest, at: '/', words: { '%BASE_PATH%': basePath } });
  return (message, response) => {
    const path = pathRead(message);
    if (path !== null && site?.serve(path, { message, response }) === true) return;
    if (path === '/' && site === null) answerText(response, 404, MISSING);
    else others(message, response);
  };
}
