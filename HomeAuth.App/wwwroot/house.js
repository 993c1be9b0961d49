// What the pages after sign-in need beyond the framework: starting it, losing the connection, closing the menus.

import './paper.js';

const dialog = document.getElementById('components-reconnect-modal');
// Whoever is on the way out is not called back.
let leaving = false;
addEventListener('submit', ({ target }) => { leaving ||= target.matches('.logout'); });
const reload = () => { if (!leaving) { location.reload(); } };
const show = () => { if (!dialog.open) { dialog.showModal(); } };

// The server refuses a circuit whose token was revoked and one that it no longer has; in both cases a fresh page is the way on.
dialog.addEventListener('components-reconnect-state-changed', ({ detail }) => {
  switch (detail.state) {
    case 'show':
    case 'retrying':
      show();
      break;
    case 'hide':
      dialog.close();
      break;
    case 'failed':
      show();
      dialog.dataset.failed = '';
      reloadWhenReachable();
      break;
    case 'rejected':
      reload();
      break;
  }
});
document.getElementById('reconnect-now').addEventListener('click', () => location.reload());

async function reloadWhenReachable() {
  for (;;) {
    try {
      await fetch('/favicon.svg', { cache: 'no-store' });
      reload();
      return;
    } catch {
      await new Promise(resume => setTimeout(resume, 2000));
    }
  }
}

document.addEventListener('click', ({ target }) => {
  target.closest('[popover] a')?.closest('[popover]').hidePopover?.();
});

Blazor.start({
  circuit: {
    reconnectionOptions: {
      maxRetries: 30,
      retryIntervalMilliseconds: attempt => Math.min(attempt * 500, 3000),
    },
  },
});
