// A program that uses home-assistant-js-websocket, unmodified, as the test tells it to. It ends by itself when nothing of it is open any more.
import WebSocket from 'ws';
import * as library from 'home-assistant-js-websocket';
import { nextTold, tell } from './talk.mjs';

const hassUrl = process.argv[2];

// The library takes both from the surroundings; here they are counted on their way.
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    tell('socket');
  }
};
const { fetch } = globalThis;
globalThis.fetch = async (url, options) => {
  const answer = await fetch(url, options);
  tell('request', { path: new URL(url).pathname, form: Object.fromEntries(options.body), status: answer.status });
  return answer;
};

// The library drops an event that nobody asked for with no more than a warning.
console.warn = text => tell('warning', { text: String(text) });

let auth;
let connection;
const subscriptions = {};
const saveTokens = tokens => tell('saved', { tokens });

const acts = {
  async signIn({ authCode, clientId }) {
    auth = await library.getAuth({ hassUrl, clientId, authCode, saveTokens });
    return auth.data;
  },
  load: ({ tokens }) => {
    auth = new library.Auth(tokens, saveTokens);
  },
  useLongLivedToken: ({ token }) => {
    auth = library.createLongLivedTokenAuth(hassUrl, token);
  },
  async connect() {
    connection = await library.createConnection({ auth });
    for (const event of ['ready', 'disconnected', 'reconnect-error']) {
      connection.addEventListener(event, (_, error) => tell(event, { error: error && nameOf(error) }));
    }
    return connection.haVersion;
  },
  getUser: () => library.getUser(connection),
  ping: () => connection.ping(),
  callService: ({ domain, service, data }) => library.callService(connection, domain, service, data),
  send: ({ command }) => connection.sendMessagePromise(command),
  subscribeConfig: () => keep('config', library.subscribeConfig(connection, value => tell('config', { value }))),
  subscribeServices: () => keep('services', library.subscribeServices(connection, value => tell('services', { value }))),
  subscribeEntities: () => keep('entities', library.subscribeEntities(connection, value => tell('entities', { value }))),
  async subscribeEvents({ type }) {
    keep(type, await connection.subscribeEvents(value => tell(type, { value }), type));
  },
  unsubscribe: ({ name }) => subscriptions[name](),
  expire: () => {
    auth.data.expires = 0;
  },
  refresh: () => auth.refreshAccessToken(),
  revoke: () => auth.revoke(),
  close: () => connection.close(),
};

function keep(name, unsubscribe) {
  subscriptions[name] = unsubscribe;
}

const nameOf = error =>
  Object.keys(library).find(name => name.startsWith('ERR_') && library[name] === error) ?? error.code ?? `${error}`;

for (let order = await nextTold(); order; order = await nextTold()) {
  const { act, ...fields } = order;
  try {
    tell('answer', { act, result: await acts[act](fields) });
  } catch (error) {
    tell('answer', { act, error: nameOf(error) });
  }
}
