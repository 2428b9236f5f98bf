// How GraphiQL reaches the API: HTTP for queries and mutations, a WebSocket for subscriptions.
'use strict';

function isSubscription(parameters, options) {
  const definitions = options && options.documentAST ? options.documentAST.definitions : [];
  return definitions.some((one) => one.kind === 'OperationDefinition' && one.operation === 'subscription'
    && (!parameters.operationName || (one.name && one.name.value === parameters.operationName)));
}

function subscription(parameters, headers) {
  return {
    subscribe(observer) {
      const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/v1/graphql', 'graphql-transport-ws');
      const send = (message) => socket.send(JSON.stringify(message));
      socket.onopen = () => send({ type: 'connection_init', payload: { headers } });
      socket.onmessage = (event) => {
        const message = JSON.parse(event.data);
        if (message.type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: parameters });
        if (message.type === 'ping') send({ type: 'pong' });
        if (message.type === 'next') observer.next(message.payload);
        if (message.type === 'error') { observer.next({ errors: message.payload }); observer.complete(); }
        if (message.type === 'complete') observer.complete();
      };
      socket.onclose = (event) => {
        if (event.reason) observer.next({ errors: [{ message: event.reason }] });
        observer.complete();
      };
      return { unsubscribe: () => socket.close(1000) };
    },
  };
}

// A fetcher of GraphiQL's: `headersNow` gives the console's headers, GraphiQL's own editor goes before them.
function makeFetcher(headersNow) {
  return async (parameters, options) => {
    const headers = { ...headersNow(), ...((options && options.headers) || {}) };
    if (isSubscription(parameters, options)) return subscription(parameters, headers);
    const answer = await fetch('/v1/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(parameters),
    });
    return answer.json();
  };
}
