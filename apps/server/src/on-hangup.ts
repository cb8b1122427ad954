/**
 * Takes `SIGHUP` from here on, so that it ends nothing. One that comes before it is known what to do is obeyed as soon as that is.
 */
export function onHangup(): { with(work: () => void): void } {
  let obey: (() => void) | null = null;
  let isAsked = false;
  process.on('SIGHUP', () => {
    if (obey === null) isAsked = true;
    else obey();
  });
  return {
    with(work) {
      obey = work;
      if (isAsked) work();
    },
  };
}
