// What the pages after sign-in need beyond the framework: their live connection, and closing the menus.

import './paper.js';
import './live.js';

// For those who want times in the zone in which they are; the server reads it with the next page.
document.cookie = `homeauth.zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}; path=/; max-age=34560000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;

document.addEventListener('click', ({ target }) => {
  target.closest('[popover] a')?.closest('[popover]').hidePopover?.();
});
