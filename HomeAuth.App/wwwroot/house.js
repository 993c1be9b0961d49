// What the pages after sign-in need beyond the framework: their live connection, and closing the menus.

import './paper.js';
import './live.js';

document.addEventListener('click', ({ target }) => {
  target.closest('[popover] a')?.closest('[popover]').hidePopover?.();
});
