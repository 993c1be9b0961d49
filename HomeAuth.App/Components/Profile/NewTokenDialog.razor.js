// Copies and saves in the click itself: browsers allow it then, and not after a way to the server and back.

import { copyText } from '/paper.js';

export function listen(content, dialog) {
  const box = content.querySelector('textarea');
  box.addEventListener('focus', () => box.select());
  if (document.activeElement === box) {
    box.select();
  }
  // On a phone the picture is below what can be seen.
  content.addEventListener('load', ({ target }) => target.scrollIntoView({ block: 'nearest' }), true);
  content.querySelector('[data-copy]').addEventListener('click', async () => {
    dialog.invokeMethodAsync('Copied', await copy(box));
  });
  const download = content.querySelector('[data-download]');
  download.addEventListener('click', () => save(box.value, download.dataset.download));
}

async function copy(box) {
  const copied = await copyText(box, box.value);
  // What could not be copied is left selected.
  if (!copied) {
    box.focus();
    box.select();
  }
  return copied;
}

function save(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
