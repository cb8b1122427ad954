/** Any path of the IDE that answers with little: a new pass is given on the way to it. */
const SMALL = '/healthz';
const RETRY_MS = 2_000;

const frame = document.querySelector('#ide');
const state = document.querySelector('#state');
let timer;
let due = 0;

/** A link that lets this browser in. The page never has a token: what it gets is good once, for one port, for seconds. */
async function linkTo(path) {
  const answer = await fetch(`/links?path=${encodeURIComponent(path)}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`No link: ${answer.status}`);
  return answer.json();
}

/** Has the frame's pass replaced by a new one, without a word to the IDE: a frame that nobody sees opens a link. */
async function refresh() {
  const { refreshMs, url } = await linkTo(SMALL);
  const unseen = document.createElement('iframe');
  unseen.hidden = true;
  await new Promise((resolve) => {
    unseen.addEventListener('load', resolve, { once: true });
    unseen.src = url;
    document.body.append(unseen);
  });
  unseen.remove();
  return refreshMs;
}

async function open() {
  const { refreshMs, url } = await linkTo('/');
  frame.src = url;
  return refreshMs;
}

/** Does it, says whether that worked, and has the next refresh follow in time. */
async function run(step) {
  clearTimeout(timer);
  let waitMs = RETRY_MS;
  let next = step;
  try {
    waitMs = await step();
    next = refresh;
    state.textContent = '';
  } catch (error) {
    state.textContent = String(error.message);
  }
  due = Date.now() + waitMs;
  timer = setTimeout(() => void run(next), waitMs);
}

// A machine that slept has missed its timers.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && due !== 0 && Date.now() > due) void run(refresh);
});

void run(open);
