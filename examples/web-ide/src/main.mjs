import { startApp } from './host-app.mjs';
import { Ide } from './ide.mjs';
import { APP_ORIGIN } from './options.mjs';
import { startServer } from './start-server.mjs';

const asked = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
});
const carrel = await startServer();
try {
  const ide = await Ide.create(carrel.origin);
  const app = await startApp(ide);
  console.log(`open ${APP_ORIGIN}/`);
  await Promise.race([asked, carrel.ended]);
  app.close();
  app.closeAllConnections();
  await ide.remove();
} finally {
  await carrel.end();
}
