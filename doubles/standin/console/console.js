// The console around GraphiQL: who asks, what a token says, which tables there are.
'use strict';

const byId = (id) => document.getElementById(id);
const controls = ['as-admin', 'secret', 'role', 'with-token', 'token'].map(byId);
const [asAdmin, secret, role, withToken, token] = controls;
const root = ReactDOM.createRoot(byId('graphiql'));
let tokenHeaders = {};
let query = '# Ctrl-Enter runs this.\nquery {\n  __typename\n}\n';

const adminHeaders = () => (secret.value ? { 'x-hasura-admin-secret': secret.value } : {});

function headersNow() {
  return {
    ...(asAdmin.checked ? adminHeaders() : {}),
    ...(withToken.checked ? tokenHeaders : {}),
    ...(role.value ? { 'x-hasura-role': role.value } : {}),
  };
}

// GraphiQL asks for the schema again when it gets another fetcher: each role has its own.
function draw() {
  root.render(React.createElement(GraphiQL, {
    fetcher: makeFetcher(headersNow), query, onEditQuery: (text) => { query = text; },
  }));
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// What the server answers to the admin; a refusal is shown and thrown.
async function ask(what, body = {}) {
  const answer = await fetch(`/console/${what}`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...adminHeaders() }, body: JSON.stringify(body),
  });
  const found = await answer.json();
  byId('problem').textContent = answer.ok ? '' : found.error;
  if (!answer.ok) throw new Error(found.error);
  return found;
}

function showTable(table) {
  const shown = element('small', {}, table.columns.join(', '));
  const insert = element('button', { type: 'button' }, 'insert sample row');
  insert.onclick = async () => {
    const row = await ask('sample', { table: table.name });
    shown.textContent = `inserted: ${Object.entries(row).map(([name, value]) => `${name} ${value}`).join(', ')}`;
  };
  const name = element('button', { type: 'button', className: 'name', title: 'write a query' }, table.name);
  name.onclick = () => {
    query = `query {\n  ${table.root}(limit: 10) {\n    ${table.fields.join('\n    ')}\n  }\n}\n`;
    draw();
  };
  return element('li', {}, element('div', { className: 'row' }, name, insert), shown);
}

async function refresh() {
  byId('tables').replaceChildren();
  const { roles, tables } = await ask('state');
  const chosen = role.value;
  const options = [['', 'of the request'], ['admin', 'admin'], ...roles.map((name) => [name, name])];
  role.replaceChildren(...options.map(([value, text]) => element('option', { value }, text)));
  role.value = chosen;
  byId('tables').replaceChildren(...tables.map(showTable));
  if (!tables.length) byId('tables').append(element('li', {}, 'No table is tracked.'));
}

async function explain() {
  tokenHeaders = {};
  byId('words').replaceChildren();
  if (!token.value.trim()) { withToken.checked = false; return; }
  const told = await ask('explain', { token: token.value });
  tokenHeaders = told.headers || {};
  byId('words').replaceChildren(
    element('p', { className: told.accepted ? 'good' : 'bad' }, told.sentence),
    ...told.evidence.map((text) => element('p', {}, text)),
    ...(told.remedy ? [element('p', {}, told.remedy)] : []),
    ...(told.claims ? [element('pre', {}, told.claims)] : []),
  );
}

async function changed(event) {
  // For as long as the tab: a secret on a disk outlives who wrote it there.
  sessionStorage.setItem('secret', secret.value);
  // The admin secret goes before any token, so that one of them is sent.
  if (event.target === withToken && withToken.checked) asAdmin.checked = false;
  if (event.target === asAdmin && asAdmin.checked) withToken.checked = false;
  try {
    if (event.target === secret) await refresh();
    if (event.target === token) await explain();
  } finally {
    draw();
  }
}

secret.value = sessionStorage.getItem('secret') || '';
for (const control of controls) control.onchange = changed;
token.oninput = () => token.onchange({ target: token });
role.replaceChildren(element('option', { value: '' }, 'of the request'));
refresh().catch(() => {}).finally(draw);
