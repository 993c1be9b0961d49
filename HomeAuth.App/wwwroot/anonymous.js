// Enhancements of the pages for strangers. Every one of them works without this file.

import './paper.js';

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

// A question that ends says so in time, and again when it has.
for (const limit of document.querySelectorAll('[data-time-limit]')) {
  const warning = limit.querySelector('[data-time-warning]');
  const more = limit.querySelector('button');
  const seconds = Number(limit.dataset.timeLimit);
  for (const part of limit.querySelectorAll('[data-without-script]')) {
    part.hidden = true;
  }
  const say = (words, after) => setTimeout(() => { warning.hidden = false; warning.textContent = words; }, after * 1000);
  say(warning.dataset.words, Math.max(0, seconds - 90));
  setTimeout(() => { more.hidden = false; }, Math.max(0, seconds - 90) * 1000);
  say(warning.dataset.over, seconds);
  setTimeout(() => { more.hidden = true; }, seconds * 1000);
}

// Six digits are complete: whoever pastes or is filled in need not press a button.
for (const input of document.querySelectorAll('[data-submit-when-full]')) {
  input.addEventListener('input', () => {
    if (/^\p{Nd}+$/u.test(input.value) && input.value.length === Number(input.dataset.submitWhenFull)) {
      input.form.requestSubmit();
    }
  });
}

// Passkeys: the button, and on the first page of sign-in the offer among the names that the browser fills in.
for (const form of document.querySelectorAll('[data-passkey-form]')) {
  const buttons = [...form.querySelectorAll('[data-passkey]')];
  if (buttons.length > 0) {
    import(new URL(buttons[0].dataset.passkey, document.baseURI).href).then(passkeys => offerPasskeys(form, buttons, passkeys));
  }
}

function offerPasskeys(form, buttons, passkeys) {
  const obstacle = passkeys.obstacle();
  if (obstacle !== null) {
    const why = form.querySelector('[data-passkey-obstacle]');
    if (why) {
      why.textContent = why.dataset[obstacle];
      why.hidden = false;
    }
    return;
  }
  const problem = form.querySelector('[data-passkey-problem]');
  // Before the password any passkey will do; after it, one of that person.
  const flowId = form.dataset.passkeyForm === 'second' ? form.elements.flow_id.value : undefined;
  let autofill = null;

  async function answer(settings) {
    if (form.dataset.passkeyForm === 'invitation') {
      await accept();
      return;
    }
    send(await passkeys.ask(flowId, settings));
  }

  // The name is part of the passkey, so it has to be there first. What the server does not like about it stands beside the field, on the page that it answers.
  async function accept() {
    const { name, username } = form.elements;
    if (!name.reportValidity() || !username.reportValidity()) {
      return;
    }
    try {
      send(await passkeys.accept(form.dataset.invitation, username.value, name.value));
    } catch (error) {
      if (typeof error.code !== 'string') {
        throw error;
      }
      send({ challenge: '', credential: null });
    }
  }

  function send({ challenge, credential }) {
    form.elements.challenge.value = challenge;
    form.elements.credential.value = credential === null ? '' : JSON.stringify(credential);
    for (const field of form.querySelectorAll('[required]')) {
      field.required = false;
    }
    form.requestSubmit();
  }

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      autofill?.abort();
      problem.hidden = true;
      try {
        await answer();
      } catch (error) {
        problem.textContent = passkeys.codeOf(error) === 'passkey_cancelled' ? problem.dataset.cancelled : problem.dataset.failed;
        problem.hidden = false;
      }
    });
  }

  // The challenge behind the offer lives five minutes, so it is asked for anew before that.
  async function offer() {
    while (document.visibilityState !== 'hidden') {
      const round = autofill = new AbortController();
      const tooOld = setTimeout(() => round.abort('again'), 4 * 60 * 1000);
      try {
        await answer({ mediation: 'conditional', signal: round.signal });
        return;
      } catch {
        if (round.signal.reason !== 'again') {
          return;
        }
      } finally {
        clearTimeout(tooOld);
      }
    }
  }

  if (buttons.some(button => 'autofill' in button.dataset)) {
    window.PublicKeyCredential.isConditionalMediationAvailable?.().then(available => available && offer());
  }
}

// Where the house asks nothing, nobody need press the one button that there is.
document.querySelector('[data-goes-on] button[name="user"]')?.click();
