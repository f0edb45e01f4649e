// Where muster serve shows the page: decisions become commits, and what is wrong with the work tree
// is told while it is looked at.

const keptDecisions = 'muster-decisions';

class Desk {
  constructor(page, served) {
    this.page = page;
    this.served = served;
    this.pause = 5_000;  // milliseconds
  }

  start() {
    byId('desk').hidden = false;
    byId('commit').hidden = byId('reason').hidden = false;
    byId('commit').textContent = `Commit as ${this.served.who}`;
    byId('commit').addEventListener('click', () => this.commit());
    this.restore();
    this.watch();
  }

  async ask(path, body) {
    const request = body === undefined ? {} : {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body};
    const answer = await fetch(path, request);
    const form = await answer.json();
    if (!answer.ok) throw new Error(form.errors.map(errorText).join('\n'));
    return form;
  }

  // Decisions that were not written come back after a reload.
  restore() {
    const {decisions, hosts} = this.page;
    const kept = JSON.parse(sessionStorage.getItem(keptDecisions) ?? '{}');
    sessionStorage.removeItem(keptDecisions);
    const ids = hosts.columns.id.values;
    for (const [id, change] of kept.decisions ?? []) {
      if (ids.includes(id)) decisions.decide([ids.indexOf(id)], change);
    }
    if (kept.told) this.tell(kept.told, kept.bad);
  }

  reload(told = '', bad = false) {
    const {decisions, hosts} = this.page;
    const list = [...decisions.byRow].map(([row, change]) => [hosts.columns.id.text(row), change]);
    sessionStorage.setItem(keptDecisions, JSON.stringify({decisions: list, told, bad}));
    location.reload();
  }

  tell(text, bad) {
    byId('told').textContent = text;
    byId('told').classList.toggle('bad', bad);
    byId('told').hidden = text === '';
  }

  async commit() {
    const {decisions, hosts} = this.page;
    byId('commit').disabled = true;
    this.tell('', false);
    try {
      const done = await this.ask('decisions', decisions.json(byId('reason').value.trim()));
      const left = new Set([...done.stale, ...done.nameless]);
      for (const row of [...decisions.byRow.keys()]) {
        if (!left.has(hosts.columns.path.text(row))) decisions.byRow.delete(row);
      }
      this.reload(commitText(done), left.size > 0);
    } catch (error) {
      this.tell(error.message, true);
    } finally {
      byId('commit').disabled = false;
    }
  }

  async watch() {
    const began = performance.now();
    try {
      this.show(await this.ask('state'));
    } catch (error) {
      byId('desk').replaceChildren(pill(`not connected: ${error.message}`, 'failed'));
    }
    const took = performance.now() - began;
    setTimeout(() => this.watch(), Math.max(this.pause, 10 * took));
  }

  show(state) {
    const {findings} = state;
    const verdict = findings.length === 0
        ? pill('valid', 'approved')
        : element('details', {class: 'menu'},
                  element('summary', {}, counted(findings.length, 'finding')),
                  element('div', {}, ...findings.map((one) => element('p', {}, errorText(one)))));
    const open = byId('desk').querySelector('details')?.open;
    const again = element('button', {type: 'button', click: () => this.reload()},
                          'The work tree changed: reload');
    byId('desk').replaceChildren(`branch ${state.branch || 'none'} `, verdict,
                                 state.version === this.served.version ? '' : again);
    if (open && findings.length > 0) verdict.open = true;
  }
}

function errorText(error) {
  const place = error.file ? `${error.file}${error.line ? ':' + error.line : ''}: ` : '';
  return place + error.message + (error.why ? `, ${error.why}` : '') +
         (error.fix ? ` (${error.fix})` : '');
}

function commitText(done) {
  const told = done.commit ? [`${counted(done.changed.length, 'host')} committed as ${done.commit.slice(0, 9)}.`]
                           : ['Nothing was to be changed.'];
  if (done.stale.length > 0) {
    told.push(`Changed by somebody else meanwhile, and left alone: ${done.stale.join(', ')}. ` +
              'Your decisions about them are still here: look again, then commit.');
  }
  if (done.nameless.length > 0) told.push(`Left alone, without a name: ${done.nameless.join(', ')}.`);
  return told.join('\n');
}
