// Signs in with simple-oauth2, unmodified, which reads no metadata and always has a secret: code, refresh, and the end of both tokens.
import { AuthorizationCode } from 'simple-oauth2';
import { hangUp, nextTold, tell } from './talk.mjs';

const [house, clientId, redirectUri, state] = process.argv.slice(2);

const client = new AuthorizationCode({
  client: { id: clientId, secret: 'of no use here' },
  auth: { tokenHost: house, tokenPath: '/auth/token', revokePath: '/auth/revoke', authorizePath: '/auth/authorize' },
  options: { authorizationMethod: 'body' },
});
tell('authorize', { address: client.authorizeURL({ redirect_uri: redirectUri, scope: 'everything', state }) });

const callback = new URL((await nextTold()).callback).searchParams;
if (callback.get('state') !== state) {
  throw new Error(`the state came back as ${callback.get('state')}`);
}
try {
  const first = await client.getToken({ code: callback.get('code'), redirect_uri: redirectUri });
  tell('tokens', first.token);
  const second = await first.refresh();
  tell('refreshed', second.token);

  await nextTold();
  // An answer without a refresh token means that the old one stays; the library forgets it.
  await client.createToken({ ...second.token, refresh_token: first.token.refresh_token }).revokeAll();
  tell('revoked');

  await first.refresh();
} catch (error) {
  if (!error.data?.payload?.error) {
    throw error;
  }
  tell('refused', { error: error.data.payload.error, status: error.output.statusCode });
}
hangUp();
