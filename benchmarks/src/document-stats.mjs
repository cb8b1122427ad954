/** Has a server of the document benchmark tell what it uses, and end with its parent. */
export function serveStats(end) {
  process.on('message', async (message) => {
    if (message !== 'stats') return;
    // Twice: what the first one finalizes the second one frees.
    for (let round = 0; round < 2; round += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    process.send({ bytes: heapUsed + external, cpuMs: (user + system) / 1_000 });
  });
  process.on('disconnect', async () => {
    await end();
    process.exit();
  });
}
