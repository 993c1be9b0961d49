// Enhancements of the pages for strangers. Every one of them works without this file.

// The answer to a form becomes an ordinary entry of the history: "back" and "reload" ask the server anew instead of offering to send the form again.
history.replaceState(history.state, '', location.href);

for (const button of document.querySelectorAll('[data-reveal]')) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const show = input.type === 'password';
    input.type = show ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(show));
    input.focus();
  });
}

for (const form of document.querySelectorAll('[data-submit-on-change]')) {
  form.addEventListener('change', () => form.requestSubmit());
  form.querySelector('[data-without-script]').hidden = true;
}

// A second press while the first is under way would answer the same question twice.
for (const form of document.querySelectorAll('[data-busy]')) {
  form.addEventListener('submit', event => {
    if (form.getAttribute('aria-busy') === 'true') {
      event.preventDefault();
    }
    form.setAttribute('aria-busy', 'true');
  });
  // Coming back with the back button shows the page as it was left.
  addEventListener('pageshow', () => form.removeAttribute('aria-busy'));
}

// The username follows the name until a person types it.
for (const target of document.querySelectorAll('[data-suggest-from]')) {
  const source = document.getElementById(target.dataset.suggestFrom);
  let edited = target.value !== '';
  target.addEventListener('input', () => { edited = target.value !== ''; });
  source.addEventListener('input', () => {
    if (!edited) {
      target.value = source.value.trim().split(/\s+/)[0].toLocaleLowerCase(document.documentElement.lang);
    }
  });
}

// A hint while typing; the server has the last word, and the dictionaries.
for (const box of document.querySelectorAll('[data-strength-of]')) {
  const password = document.getElementById(box.dataset.strengthOf);
  const username = document.getElementById(box.dataset.username);
  const words = box.dataset.words.split('|');
  const [least, advised] = [Number(box.dataset.min), Number(box.dataset.advised)];
  password.addEventListener('input', () => {
    const points = [...password.value.normalize('NFC')];
    box.hidden = points.length === 0;
    const strength = strengthOf(points, username.value);
    box.querySelector('meter').value = strength;
    box.querySelector('span').textContent = words[strength];
  });

  function strengthOf(points, name) {
    const different = new Set(points.map(point => point.toLowerCase())).size;
    if (points.length < least || surprising(points.map(point => point.toLowerCase())) < 5 || different < 5 || points.join('').toLowerCase() === name.trim().toLowerCase()) {
      return 0;
    }
    const length = surprising(points.map(point => point.toLowerCase()));
    if (points.length >= advised && length >= advised - 4) {
      return different < 8 ? 3 : 4;
    }
    return length < 9 ? 1 : length < 11 ? 2 : 3;
  }

  // Letters that do not merely go on as aaaa, abcd, dcba or the row of keys does.
  function surprising(letters) {
    const keys = 'qwertzuiopasdfghjklyxcvbnm qwertyuiopasdfghjklzxcvbnm 1234567890';
    return letters.filter((letter, i) => {
      const step = i > 0 ? letter.codePointAt(0) - letters[i - 1].codePointAt(0) : 9;
      return Math.abs(step) > 1 && !keys.includes(letters[i - 1] + letter);
    }).length;
  }
}
