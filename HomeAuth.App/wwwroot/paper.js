// Copying and printing what is shown once, on every page. Buttons that need this are seen only where it runs.

document.documentElement.classList.add('scripted');

document.addEventListener('click', async ({ target }) => {
  const copy = target.closest?.('[data-copy-text]');
  if (copy) {
    const told = document.getElementById(copy.dataset.told);
    told.textContent = (await copyText(copy, copy.dataset.copyText)) ? copy.dataset.copied : copy.dataset.notCopied;
  } else if (target.closest?.('[data-print]')) {
    print();
  }
});

/** Copies a text, also where there is no clipboard; tells whether it did. */
export async function copyText(near, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard, and a browser may refuse; the old way works in both cases. Within the dialog, which keeps the focus.
    const box = document.createElement('textarea');
    box.value = text;
    box.readOnly = true;
    box.className = 'visually-hidden';
    near.parentElement.append(box);
    box.select();
    const copied = document.execCommand('copy');
    box.remove();
    near.focus();
    return copied;
  }
}
