// Passkeys: the browser's part of both ceremonies, for the pages before and after sign-in.

const decode = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
const encode = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

/** Why this browser can have no passkey at this address: 'address', 'insecure' or 'unsupported'; null when it can. */
export function obstacle() {
  if (/^[\d.]+$|^\[/.test(location.hostname)) {
    return 'address';
  }
  return !isSecureContext ? 'insecure' : window.PublicKeyCredential ? null : 'unsupported';
}

/** Registers a passkey. Returns null, or the code of what was wrong. */
export function register(name) {
  return attempt(async () => {
    const { challenge, options } = await post('registration/options', {});
    await post('registration', { challenge, name, credential: await attestation(options) });
  });
}

/** Makes the passkey of somebody who was invited and has no account yet. */
export async function accept(invitation, username, name) {
  const { challenge, options } = await post('invitation/options', { invitation, username, name });
  return { challenge, credential: await attestation(options) };
}

/** Proves that whoever is signed in is there. Returns null, or the code of what was wrong. */
export function prove() {
  return attempt(async () => {
    const { challenge, options } = await post('proof/options', {});
    await post('proof', { challenge, credential: await assertion(options) });
  });
}

/** Asks for a passkey at sign-in; of whoever is signing in, when the flow already knows. */
export async function ask(flowId, settings = {}) {
  const { challenge, options } = await post('options', { flowId });
  return { challenge, credential: await assertion(options, settings) };
}

async function attestation(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return {
    ...described(credential),
    response: {
      clientDataJSON: encode(credential.response.clientDataJSON),
      attestationObject: encode(credential.response.attestationObject),
      transports: credential.response.getTransports?.() ?? [],
    },
  };
}

async function assertion(options, settings) {
  const credential = await navigator.credentials.get({
    ...settings,
    publicKey: { ...options, challenge: decode(options.challenge), allowCredentials: known(options.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  return {
    ...described(credential),
    response: {
      authenticatorData: encode(authenticatorData),
      clientDataJSON: encode(clientDataJSON),
      signature: encode(signature),
      userHandle: encode(userHandle),
    },
  };
}

function described(credential) {
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function known(credentials) {
  return (credentials ?? []).map(credential => ({ ...credential, id: decode(credential.id) }));
}

async function post(path, body) {
  const answer = await fetch(`/auth/passkey/${path}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw Object.assign(new Error(path), { code: (await answer.json().catch(() => ({}))).code });
  }
  return answer.json();
}

async function attempt(ceremony) {
  try {
    await ceremony();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

/** What to tell a person of a ceremony that failed. */
export function codeOf(error) {
  return error.code && typeof error.code === 'string' ? error.code
    : error.name === 'InvalidStateError' ? 'passkey_exists'
      : error.name === 'NotAllowedError' || error.name === 'AbortError' ? 'passkey_cancelled'
        : 'invalid_passkey';
}
