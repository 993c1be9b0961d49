// The connection doctor's own findings. What the server sees stands in the page already; here the browser tries the ways to it, and the text for whoever helps is put together.

import { copyText } from './paper.js';

const patience = 6000;
const tooFar = 60_000;

const inTime = probe => Promise.race([probe, new Promise((_, fail) => setTimeout(() => fail(new Error('late')), patience))]);

async function ask() {
  const sent = Date.now();
  const answer = await fetch('/help/connection/session', { cache: 'no-store' });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  const { now } = await answer.json();
  return { ahead: (sent + Date.now()) / 2 - now };
}

const socket = () => new Promise((pass, fail) => {
  const address = new URL('/help/connection/socket', location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const probe = new WebSocket(address);
  probe.onmessage = pass;
  probe.onerror = probe.onclose = fail;
});

const events = () => new Promise((pass, fail) => {
  const source = new EventSource('/help/connection/events');
  source.onmessage = () => { source.close(); pass(); };
  source.onerror = () => { source.close(); fail(); };
});

function show(name, good, text) {
  const finding = document.querySelector(`[data-probe="${name}"]`);
  finding.dataset.verdict = good ? 'good' : 'bad';
  const [value, cure] = finding.querySelectorAll('dd');
  value.textContent = (good ? finding.dataset.good : finding.dataset.bad).replace('{0}', text ?? '');
  cure.textContent = finding.dataset.badCure;
  cure.hidden = good;
}

// What the house heard of the address against what the browser asked for: a proxy that changes either breaks more than it seems.
function differs(name, here) {
  const finding = document.querySelector(`[data-fact="${name}"]`);
  const plain = text => text.toLowerCase().replace(/:(80|443)$/, '');
  if (plain(finding.dataset.seen) === plain(here)) {
    return false;
  }
  finding.dataset.verdict = 'bad';
  finding.querySelector('dd').textContent = finding.dataset.differs.replace('{0}', finding.dataset.seen).replace('{1}', here);
  finding.querySelector('.cure')?.remove();
  const cure = document.createElement('dd');
  cure.className = 'cure';
  cure.textContent = finding.dataset.differsCure;
  finding.append(cure);
  return true;
}

const otherName = differs('host', location.host);
differs('encryption', location.protocol.slice(0, -1));

async function tryIt(name, probe) {
  try {
    await inTime(probe());
    show(name, true);
  } catch {
    show(name, false);
    // The house takes what comes under another name for somebody else's page, and refuses it.
    if (otherName && name === 'sockets') {
      document.querySelector('[data-probe="sockets"] .cure').textContent = document.querySelector('[data-fact="host"] .cure').textContent;
    }
  }
}

async function askClock() {
  try {
    const { ahead } = await inTime(ask());
    const minutes = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(Math.abs(ahead) / 60_000);
    show('requests', true);
    show('clock', Math.abs(ahead) < tooFar, minutes);
  } catch {
    show('requests', false);
    document.querySelector('[data-probe="clock"]').hidden = true;
  }
}

if (!('PublicKeyCredential' in window)) {
  const passkeys = document.getElementById('passkeys-here');
  const finding = passkeys.closest('.finding');
  if (finding.dataset.verdict === 'good') {
    finding.dataset.verdict = 'note';
    passkeys.textContent = passkeys.dataset.noSupport;
  }
}

const live = document.getElementById('live');
try {
  const transport = sessionStorage.getItem('homeauth.transport');
  if (live?.dataset[transport]) {
    live.querySelector('dd').textContent = live.dataset[transport];
    live.dataset.verdict = transport === 'websocket' ? 'good' : 'note';
  }
} catch {
  // A browser that keeps nothing for pages.
}

document.getElementById('copy-findings').addEventListener('click', async ({ currentTarget: button }) => {
  const words = element => element.textContent.replace(/\s+/g, ' ').trim();
  const lines = [...document.querySelectorAll('.finding:not([hidden])')].map(finding =>
    `${words(finding.querySelector('dt'))}: ${[...finding.querySelectorAll('dd:not([hidden])')].map(words).join(' — ')}`);
  const text = [new Date().toISOString(), ...lines, navigator.userAgent].join('\n');
  document.getElementById(button.dataset.told).textContent = (await copyText(button, text)) ? button.dataset.copied : button.dataset.notCopied;
});

await Promise.all([askClock(), tryIt('sockets', socket), tryIt('events', events)]);
document.getElementById('connection').dataset.done = '';
