// The live connection of a page after sign-in: starting it, saying so when it is a slower one or does not come, and getting it back when it is lost.

import { copyText } from './paper.js';

const bootLimit = 10_000;
const socketLimit = 5000;
const waits = [0, 1, 2, 3, 5, 8, 13, 20, 30];

const lost = document.getElementById('lost');
const stuck = document.getElementById('stuck');
const slow = document.getElementById('slow');
const countdown = document.getElementById('reconnect-countdown');

const state = { transport: 'none', session: 'unknown', attempt: 0, since: new Date().toISOString() };
let [leaving, alive, socketOpen, nextTry, ticking] = [false, false, false, 0, 0];
let socket;

// Whoever is on the way out is not called back: neither by what is tried anew, nor by the house, which sends the tabs of a session that has ended to the same page.
addEventListener('submit', ({ target }) => {
  if (target.matches('.logout')) {
    leaving = true;
    socket?.close();
  }
});
const reload = () => { if (!leaving) { location.reload(); } };

/** What the house says of this browser: signed_in, signed_out or closed; starting when somebody answers in its place, silent when nobody does. */
async function askSession() {
  try {
    const answer = await fetch('/help/connection/session', { cache: 'no-store', signal: AbortSignal.timeout(socketLimit) });
    state.session = answer.ok ? (await answer.json()).session : answer.status >= 500 ? 'starting' : 'silent';
  } catch {
    state.session = 'silent';
  }
  return state.session;
}

function say(dialog, when) {
  for (const part of dialog.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(when);
  }
}

function open(dialog) {
  for (const link of dialog.querySelectorAll('[data-here]')) {
    link.href = location.pathname + location.search;
  }
  if (!dialog.open) {
    dialog.showModal();
  }
}

function tick() {
  const seconds = Math.max(0, Math.ceil((nextTry - performance.now()) / 1000));
  countdown.textContent = seconds > 0 ? countdown.dataset.seconds.replace('#', seconds) : countdown.dataset.now;
}

// The server refuses a circuit whose token was revoked and one that it no longer has; in both cases a fresh page is the way on.
lost.addEventListener('components-reconnect-state-changed', ({ detail }) => {
  switch (detail.state) {
    case 'show':
      if (!alive || leaving) {
        return;
      }
      state.since = new Date().toISOString();
      say(lost, 'lost');
      open(lost);
      ticking ||= setInterval(tick, 250);
      break;
    case 'hide':
      clearInterval(ticking);
      ticking = 0;
      lost.close();
      break;
    case 'failed':
    case 'rejected':
      reload();
      break;
  }
});

async function explainLoss() {
  const session = await askSession();
  if (lost.open) {
    say(lost, session === 'signed_in' ? 'lost' : session);
  }
}

document.getElementById('reconnect-now').addEventListener('click', async () => {
  countdown.textContent = countdown.dataset.now;
  nextTry = 0;
  try {
    if (!await Blazor.reconnect()) {
      reload();
    } else {
      lost.close();
    }
  } catch {
    // Nobody is reached; the next try comes by itself.
    await explainLoss();
  }
});

document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('[data-diagnostics]');
  if (button) {
    const facts = { time: new Date().toISOString(), page: location.origin + location.pathname, online: navigator.onLine, ...state, browser: navigator.userAgent };
    const text = Object.entries(facts).map(([name, value]) => `${name}: ${value}`).join('\n');
    document.getElementById(button.dataset.told).textContent = (await copyText(button, text)) ? button.dataset.copied : button.dataset.notCopied;
  }
});

// A firewall that swallows WebSockets without a word would hold the page up for minutes; the next transport is tried instead.
const HurriedWebSocket = typeof WebSocket === 'function' ? class extends WebSocket {
  constructor(...address) {
    super(...address);
    socket = this;
    socketOpen = false;
    const late = setTimeout(() => this.close(), socketLimit);
    this.addEventListener('open', () => { socketOpen = true; clearTimeout(late); });
    this.addEventListener('close', () => clearTimeout(late));
  }
} : undefined;

function remember(key, value) {
  try {
    return value === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing for pages.
    return null;
  }
}

function opened() {
  alive = true;
  state.transport = socketOpen ? 'websocket' : 'long_polling';
  remember('homeauth.transport', state.transport);
  slow.hidden = socketOpen || remember('homeauth.slow') === 'known';
  stuck.close();
}

document.getElementById('slow-dismiss').addEventListener('click', () => {
  remember('homeauth.slow', 'known');
  slow.hidden = true;
});

async function explainStuck() {
  const session = await askSession();
  if (alive || leaving) {
    return;
  }
  stuck.querySelector('[data-stage="session"]').dataset.verdict = session === 'signed_in' ? 'good' : 'bad';
  say(stuck, session);
  open(stuck);
}

setTimeout(() => { if (!alive) { explainStuck(); } }, bootLimit);

// The framework's script may be blocked itself.
globalThis.Blazor?.start({
  circuit: {
    configureSignalR: builder => builder.withUrl('_blazor', HurriedWebSocket ? { WebSocket: HurriedWebSocket } : {}),
    circuitHandlers: [{ onCircuitOpened: opened }],
    reconnectionOptions: {
      dialogId: lost.id,
      maxRetries: Infinity,
      retryIntervalMilliseconds: attempt => {
        if (leaving) {
          return null;
        }
        state.attempt = attempt + 1;
        const wait = waits[Math.min(attempt, waits.length - 1)] * 1000;
        nextTry = performance.now() + wait;
        if (attempt > 0) {
          explainLoss();
        }
        return wait;
      },
    },
  },
});
