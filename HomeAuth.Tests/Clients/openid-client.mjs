// Signs in with openid-client, unmodified: metadata, authorize address, code, refresh, revocation.
import * as client from 'openid-client';
import { hangUp, nextTold, tell } from './talk.mjs';

const [house, clientId, redirectUri, state, challengeMethod] = process.argv.slice(2);

const config = await client.discovery(new URL(house), clientId, undefined, client.None(), {
  algorithm: 'oauth2',
  execute: [client.allowInsecureRequests],
});
tell('metadata', { value: config.serverMetadata() });

const pkceCodeVerifier = challengeMethod && client.randomPKCECodeVerifier();
const challenge = challengeMethod && {
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: challengeMethod,
};
tell('authorize', { address: client.buildAuthorizationUrl(config, { redirect_uri: redirectUri, state, ...challenge }) });

const callback = new URL((await nextTold()).callback);
try {
  const first = await client.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState: state });
  tell('tokens', first);
  tell('refreshed', await client.refreshTokenGrant(config, first.refresh_token));

  await nextTold();
  await client.tokenRevocation(config, first.refresh_token, { token_type_hint: 'refresh_token' });
  tell('revoked');

  await client.refreshTokenGrant(config, first.refresh_token);
} catch (error) {
  if (!(error instanceof client.ResponseBodyError)) {
    throw error;
  }
  tell('refused', { error: error.error, status: error.status });
}
hangUp();
