// What was decided on this page and is not yet anywhere else.

const decisionKeys = {approval: 'approval', classification: 'class', name: 'given'};

class Decisions {
  constructor(hosts) {
    this.hosts = hosts;
    this.byRow = new Map();
    this.selector = null;  // chooses exactly the hosts of byRow, all decided alike
    this.changed = () => {};
  }

  get size() {
    return this.byRow.size;
  }

  current(row, key) {
    return this.hosts.columns[decisionKeys[key]].text(row);
  }

  // What is decided of a host, or else what its file says.
  value(row, key) {
    return this.byRow.get(row)?.[key] ?? this.current(row, key);
  }

  decide(rows, change, selector = null) {
    const whole = this.size === 0 && selector !== null;
    for (const row of rows) this.put(row, change);
    this.selector = whole && this.size === rows.length ? selector : null;
    this.changed();
  }

  put(row, change) {
    const all = {...this.byRow.get(row), ...change};
    for (const key of Object.keys(all)) {
      if (all[key] === this.current(row, key)) delete all[key];
    }
    if (Object.keys(all).length === 0) this.byRow.delete(row);
    else this.byRow.set(row, all);
  }

  clear() {
    this.byRow.clear();
    this.selector = null;
    this.changed();
  }

  list() {
    const rows = [...this.byRow.keys()].sort((a, b) => a - b);
    const {id, blob} = this.hosts.columns;
    return rows.map((row) => ({
      id: id.text(row), ...(blob ? {blob: blob.text(row)} : {}), ...this.byRow.get(row)}));
  }

  // As `muster approve --from` reads it.
  json(reason = '') {
    const form = {format_version: 1, ...(reason ? {reason} : {}), decisions: this.list()};
    return JSON.stringify(form, null, 2) + '\n';
  }

  // The shortest command line that says the same.
  command() {
    const list = this.list();
    if (list.length === 0) return '';
    const verb = list.every((one) => sameDecision(one, list[0])) ? verbOf(list[0]) : null;
    if (!verb || list.length > 50 && !this.selector) return 'muster approve --from decisions.json';
    if (this.selector && list.length > 5) {
      return `${verb} --where ${shellWord(this.selector)} --expect ${list.length}` +
             (list.length > 1000 ? ' --yes' : '');
    }
    return `${verb} ${list.map((one) => one.id).join(' ')}`;
  }
}

function sameDecision(a, b) {
  return Object.keys(decisionKeys).every((key) => a[key] === b[key]);
}

// The command for one key that is decided alike; null when there is none.
function verbOf(decision) {
  const keys = Object.keys(decisionKeys).filter((key) => decision[key] !== undefined);
  if (keys.length !== 1) return null;
  if (keys[0] === 'classification') return `muster classify ${shellWord(decision.classification)}`;
  const verbs = {approved: 'muster approve', rejected: 'muster reject', pending: 'muster reset'};
  return keys[0] === 'approval' ? verbs[decision.approval] : null;
}

function shellWord(text) {
  return /^[a-zA-Z0-9_./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
}

function download(name, type, text) {
  const link = element('a', {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {  // no clipboard for this page: the selection is the way
    const field = element('textarea', {readonly: true, class: 'unseen'});
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}
