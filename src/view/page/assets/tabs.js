// What the page shows besides the hosts. Each is made when it is looked at first.

const shortId = (id) => element('code', {title: id}, id.slice(0, 9));
const dayOf = (time) => element('time', {datetime: time}, time.slice(0, 16).replace('T', ' '));

function commitRows(commits) {
  return commits.map((commit) => [dayOf(commit.time), commit.author, commit.subject,
                                  shortId(commit.id)]);
}

function historyTab(page) {
  if (page.history.length === 0) return [element('p', {class: 'hint'}, 'There is no commit yet.')];
  return [listing('commits, youngest first', ['When', 'Who', 'What', 'Commit'],
                  commitRows(page.history))];
}

function runsTab(page) {
  const sources = page.sources.map((source) => [
    source.id, source.site, pill(source.answer), source.asked, source.last_ok,
    Object.entries(source.told).map(([kind, rows]) => `${kind} ${rows}`).join(', ')]);
  const targets = page.targets.map((target) => target.applied
    ? [target.name, dayOf(target.applied.time), target.applied.subject, shortId(target.applied.id)]
    : [target.name, 'never', '', '']);
  const runs = page.runs.map((run) => [dayOf(run.time), run.subject, run.run, run.sources]);
  return [
    element('h3', {}, 'Sources'),
    listing('sources', ['Source', 'Site', 'Answer', 'Asked', 'Last complete', 'Rows'], sources),
    element('h3', {}, 'Applied'),
    listing('targets', ['Target', 'When', 'What', 'Commit'], targets),
    element('h3', {}, 'Runs of discover'),
    listing('runs', ['When', 'What', 'Run', 'Sources'], runs),
  ];
}

function rulesTab(page) {
  const rows = page.rules.filter((rule) => !rule.shipped || rule.fits > 0).map((rule) => [
    rule.decides > 0 ? hostsLink(`rule = ${quotedValue(rule.name)}`, rule.name) : rule.name,
    rule.classification, rule.decides.toLocaleString('en'), rule.fits.toLocaleString('en'),
    rule.remark ? pill(rule.remark, 'warn') : '', rule.place || 'comes with muster']);
  return [
    element('p', {class: 'hint'}, `${counted(page.unknown, 'host')} fit no rule.`),
    listing('rules in order', ['Rule', 'Makes it', 'Decides', 'Fits', 'Remark', 'Where'], rows),
  ];
}

function useBar(subnet) {
  if (!subnet.size) return counted(subnet.used, 'address', 'addresses');
  const share = subnet.used / subnet.size;
  const bar = element('span', {class: 'bar', 'aria-hidden': 'true'}, element('span'));
  bar.firstChild.style.width = `${Math.max(share * 100, subnet.used > 0 ? 1 : 0)}%`;
  if (share > 0.9) bar.classList.add('full');
  const told = `${subnet.used.toLocaleString('en')} of ${subnet.size.toLocaleString('en')}`;
  return element('span', {class: 'use'}, bar, `${told}, ${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`);
}

function freeRanges(subnet) {
  if (subnet.free.length === 0) return subnet.size ? 'none' : '';
  const text = ([first, last]) => first === last ? first : `${first} – ${last}`;
  if (subnet.free.length === 1) return text(subnet.free[0]);
  const more = subnet.ranges - subnet.free.length;
  return element('details', {},
                 element('summary', {}, counted(subnet.ranges, 'range')),
                 ...lines(subnet.free.map(text)),
                 more > 0 ? element('div', {class: 'hint'}, `and ${more} more`) : '');
}

function subnetsTab(page) {
  const rows = page.subnets.map((subnet) => {
    const link = hostsLink(`ip in ${subnet.network}`, subnet.network);
    const name = element('span', {class: `depth-${Math.min(subnet.depth, 4)}`}, link);
    return [name, subnet.site, subnet.configured ? 'muster.yaml' : 'told by hosts', useBar(subnet),
            freeRanges(subnet)];
  });
  return [listing('networks', ['Network', 'Site', 'From', 'In use', 'Free'], rows)];
}

const fieldText = (value) => value === null || value === undefined ? 'nothing'
    : Array.isArray(value) ? value.join(', ') || 'none' : String(value);

function operationRow(operation) {
  const changes = (operation.changes ?? []).map((change) => element(
      'div', {}, `${change.field}: ${fieldText(change.before)} → ${fieldText(change.after)}`,
      change.cause === 'repo' ? '' : ' ',
      change.cause === 'repo' ? '' : pill(`drift${change.by ? ' by ' + change.by : ''}`, 'warn')));
  const where = operation.file ? `${operation.file}${operation.line ? ':' + operation.line : ''}` : '';
  return [pill(operation.op), operation.target, operation.kind, operation.label, operation.site,
          changes.length > 0 ? element('span', {}, ...changes) : operation.reason, where];
}

function planTab(page) {
  const plan = page.plan;
  if (!plan) {
    return [element('p', {class: 'hint'}, 'No plan was given: muster reconcile --plan --out plan.json, ' +
                                          'then muster report --plan plan.json.')];
  }
  const told = ['create', 'update', 'retire', 'delete', 'keep', 'drift', 'collisions'].map(
      (word) => `${word} ${(plan.summary[word] ?? 0).toLocaleString('en')}`);
  const rails = plan.rails.filter((rail) => rail.refused).map(
      (rail) => element('p', {}, pill(rail.lifted ? 'lifted' : 'refused', 'warn'),
                        ` ${rail.name} ${rail.scope}: ${rail.value}, limit ${rail.limit}`));
  const skipped = Object.entries(plan.skipped).map(([why, count]) => `${count} ${why}`).join(', ');
  return [
    element('p', {}, told.join(' · ')), ...rails,
    skipped ? element('p', {class: 'hint'}, `hosts left out: ${skipped}`) : '',
    element('p', {class: 'hint'}, `of commit ${plan.head || 'the work tree'}, ${plan.digest}`),
    listing('operations', ['Operation', 'Target', 'Kind', 'What', 'Site', 'Why', 'Said in'],
            plan.operations.map(operationRow)),
  ].filter((part) => part !== '');
}

function compareTab(page) {
  const {comparison} = page;
  if (!comparison) {
    return [element('p', {class: 'hint'}, 'NetBox was not asked: muster report --compare.')];
  }
  const words = {here: 'only here', there: 'only there', differs: 'differs'};
  const rows = comparison.rows.map((row) => [
    pill(words[row.side], row.side), row.kind, row.label, row.site, row.field,
    row.field ? fieldText(row.here) : row.path, row.field ? fieldText(row.there) : row.why]);
  const counts = Object.entries(words).map(
      ([side, word]) => `${comparison.counts[side].toLocaleString('en')} ${word}`);
  const left = Object.entries(comparison.left_out).map(([why, count]) => `${count} ${why}`);
  return [
    left.length > 0 ? element('p', {class: 'hint'}, `hosts not compared: ${left.join(', ')}`) : '',
    element('p', {}, `${comparison.target}: ${counts.join(' · ')} · ` +
                     `${comparison.counts.same.toLocaleString('en')} alike`),
    listing('differences', ['Where', 'Kind', 'What', 'Site', 'Field', 'Here', 'There'], rows),
  ];
}

// A picture a site; the first one stands, the others on demand.
function topologyTab() {
  const pictures = [...document.querySelectorAll('#pictures > figure')];
  if (pictures.length < 2) return [];
  const show = (site) => pictures.forEach((one) => one.hidden = one.dataset.site !== site);
  show(pictures[0].dataset.site);
  const choice = element('select', {change: (event) => show(event.target.value)},
                         ...pictures.map((one) => element('option', {}, one.dataset.site)));
  return [element('label', {class: 'inline'}, 'Site ', choice)];
}

const tabs = {
  plan: planTab, compare: compareTab, rules: rulesTab, subnets: subnetsTab, topology: topologyTab,
  history: historyTab, runs: runsTab,
};
