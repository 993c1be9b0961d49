// Signs in with oauth4webapi, unmodified, which checks every answer: both metadata documents, code, refresh, revocation.
import * as oauth from 'oauth4webapi';
import { hangUp, nextTold, tell } from './talk.mjs';

const [house, clientId, redirectUri, state, challengeMethod] = process.argv.slice(2);
const insecure = { [oauth.allowInsecureRequests]: true };

const resource = new URL(house);
const protectedResource = await oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, insecure));
const issuer = new URL(protectedResource.authorization_servers[0]);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }));
tell('metadata', { value: server });

const verifier = challengeMethod ? oauth.generateRandomCodeVerifier() : oauth.nopkce;
const address = new URL(server.authorization_endpoint);
address.search = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state });
if (challengeMethod) {
  address.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier));
  address.searchParams.set('code_challenge_method', challengeMethod);
}
tell('authorize', { address });

const client = { client_id: clientId };
const callback = oauth.validateAuthResponse(server, client, new URL((await nextTold()).callback), state);
const refresh = async token =>
  oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, insecure));
try {
  const grant = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), callback, redirectUri, verifier, insecure);
  const first = await oauth.processAuthorizationCodeResponse(server, client, grant);
  tell('tokens', first);
  tell('refreshed', await refresh(first.refresh_token));

  await nextTold();
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), first.refresh_token, insecure));
  tell('revoked');

  await refresh(first.refresh_token);
} catch (error) {
  if (!(error instanceof oauth.ResponseBodyError)) {
    throw error;
  }
  tell('refused', { error: error.error, status: error.status });
}
hangUp();
