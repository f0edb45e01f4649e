// The table of hosts: which, in which order, and the rows that are in sight.

const rowHeight = 36;
const spareRows = 10;  // drawn beyond each edge

const columnTitles = {
  name: 'Name', ip: 'Address', mac: 'MAC', class: 'Class', approval: 'Approval',
  state: 'State', site: 'Site', vendor: 'Vendor', place: 'Plugged in at', attention: 'Attention',
  model: 'Model', platform: 'Platform', role: 'Role', source: 'Sources', tag: 'Tags',
  first_seen: 'First seen', proposed: 'Proposed', rule: 'Rule', subnet: 'Network', vlan: 'VLANs',
  names: 'Names told', serial: 'Serial', id: 'Id', path: 'File',
};
const usualColumns = ['name', 'ip', 'mac', 'class', 'approval', 'state', 'site', 'vendor', 'place',
                      'attention'];
const narrowColumns = ['name', 'ip', 'approval'];
// What a plain word is looked for in.
const searchedColumns = ['name', 'names', 'alias', 'ip', 'mac', 'id', 'vendor', 'model', 'class',
                         'tag', 'place', 'serial', 'attention', 'given'];

const isNarrow = () => window.innerWidth < 720;

// A selector, or words that are looked for everywhere. {fits, selector}
function rowsAsked(hosts, text) {
  const {fields, columns, count} = hosts;
  if (text.trim() === '') return {fits: new Uint8Array(count).fill(1), selector: ''};
  try {
    return {fits: rowsThatFit(parseSelector(text, fields), columns, count), selector: text};
  } catch (error) {
    const meant = /[=~<>()"]|\b(in|has|and|or|not)\b/i.test(text);
    if (!(error instanceof SelectorError) || meant) throw error;
  }
  const wanted = text.trim().toLowerCase();
  const fits = new Uint8Array(count);
  for (const name of searchedColumns) {
    const found = columns[name].rowsWith((value) => value.toLowerCase().includes(wanted));
    for (let row = 0; row < count; ++row) fits[row] |= found[row];
  }
  return {fits, selector: null};
}

class HostTable {
  constructor(hosts, decisions, open) {
    this.hosts = hosts;
    this.decisions = decisions;
    this.open = open;
    this.query = '';
    this.filters = {};
    this.sort = '';  // "ip", "-ip"
    this.shown = isNarrow() ? narrowColumns : usualColumns;
    this.order = Int32Array.from({length: hosts.count}, (unused, row) => row);
    this.selector = '';
    this.selected = new Set();
    this.active = 0;
    this.rankings = {};
    this.changed = () => {};
    this.rows = [];
    this.grid = byId('grid');
    this.scroller = byId('scroller');
    this.scroller.addEventListener('scroll', () => this.later());
    window.addEventListener('resize', () => this.later());
    this.grid.addEventListener('keydown', (event) => this.key(event));
    byId('rows').addEventListener('click', (event) => this.click(event));
    window.addEventListener('beforeprint', () => this.draw(0, Math.min(this.order.length, mostListed)));
    window.addEventListener('afterprint', () => this.draw());
    this.head();
  }

  kind(name) {
    return this.hosts.fields.find((field) => field.name === name)?.kind ?? 'text';
  }

  // Which rows, in which order. Throws SelectorError, with what was shown before left as it is.
  choose() {
    const {fits, selector} = rowsAsked(this.hosts, this.query);
    for (const [name, text] of Object.entries(this.filters)) {
      const wanted = text.toLowerCase();
      const held = this.hosts.columns[name].rowsWith(
          (value) => this.isChoice(name) ? value === text : value.toLowerCase().includes(wanted));
      for (let row = 0; row < fits.length; ++row) fits[row] &= held[row];
    }
    this.selector = Object.keys(this.filters).length === 0 ? selector : null;
    const rows = [];
    for (let row = 0; row < fits.length; ++row) if (fits[row]) rows.push(row);
    this.order = this.sorted(Int32Array.from(rows));
    this.selected = new Set([...this.selected].filter((row) => fits[row]));
    this.active = Math.max(0, Math.min(this.active, this.order.length - 1));
    this.draw();
    this.changed();
  }

  sorted(rows) {
    if (this.sort === '') return rows;
    const name = this.sort.replace('-', '');
    const ranks = this.rankings[name] ??= this.hosts.columns[name].ranks(this.kind(name));
    const way = this.sort.startsWith('-') ? -1 : 1;
    return rows.sort((a, b) => way * (ranks[a] - ranks[b]) || a - b);
  }

  isChoice(name) {
    return this.hosts.columns[name].values.length <= 15 && this.kind(name) !== 'ip';
  }

  head() {
    const heads = this.shown.map((name) => this.headOf(name));
    const filters = this.shown.map((name) => element('td', {}, this.filterOf(name)));
    const all = element('input', {
      type: 'checkbox', id: 'all', 'aria-label': 'select all that are listed',
      change: (event) => this.selectAll(event.target.checked)});
    byId('heads').replaceChildren(element('th', {scope: 'col'}, all), ...heads);
    byId('filters').replaceChildren(element('td'), ...filters);
    byId('widths').replaceChildren(
        element('col', {class: 'c-select'}),
        ...this.shown.map((name) => element('col', {class: `c-${name}`})));
    this.rows = [];
    byId('rows').replaceChildren();
  }

  headOf(name) {
    const down = this.sort === `-${name}`;
    const sorted = down || this.sort === name;
    const next = this.sort === name ? `-${name}` : down ? '' : name;
    const button = element('button', {type: 'button', click: () => {
      this.sort = next;
      this.head();
      this.choose();
      byId('heads').children[this.shown.indexOf(name) + 1].firstChild.focus();
    }}, columnTitles[name], element('span', {class: 'way', 'aria-hidden': 'true'},
                                    sorted ? down ? '▼' : '▲' : ''));
    const way = sorted ? down ? 'descending' : 'ascending' : 'none';
    return element('th', {scope: 'col', 'aria-sort': way}, button);
  }

  filterOf(name) {
    const label = `only with this in ${columnTitles[name]}`;
    const now = this.filters[name] ?? '';
    const take = (event) => {
      if (event.target.value === '') delete this.filters[name];
      else this.filters[name] = event.target.value;
      this.choose();
    };
    if (!this.isChoice(name)) {
      return element('input', {type: 'search', 'aria-label': label, value: now, input: take});
    }
    const values = [...this.hosts.columns[name].values].filter((value) => value !== '').sort();
    return element('select', {'aria-label': label, change: take}, element('option', {value: ''}, 'all'),
                   ...values.map((value) => element('option', {value, selected: value === now}, value)));
  }

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  // The rows in sight, or those from `first` on: elements are used again, only texts change.
  draw(first = Math.max(0, Math.floor(this.scroller.scrollTop / rowHeight) - spareRows), count = 0) {
    const fit = Math.ceil(this.scroller.clientHeight / rowHeight) + 2 * spareRows;
    const wanted = Math.min(count || fit, Math.max(0, this.order.length - first));
    const body = byId('rows');
    while (this.rows.length < wanted) {
      this.rows.push(this.newRow());
      body.append(this.rows.at(-1));
    }
    while (this.rows.length > wanted) this.rows.pop().remove();
    this.rows.forEach((tr, index) => this.fill(tr, first + index));
    byId('above').style.height = `${first * rowHeight}px`;
    byId('below').style.height = `${(this.order.length - first - wanted) * rowHeight}px`;
    this.grid.setAttribute('aria-rowcount', this.order.length + 2);
    const seen = this.active >= first && this.active < first + wanted;
    if (seen) this.grid.setAttribute('aria-activedescendant', `row-${this.active}`);
    else this.grid.removeAttribute('aria-activedescendant');
  }

  newRow() {
    const box = element('input', {type: 'checkbox', tabindex: '-1'});
    const cells = this.shown.map((name) => element('td', {class: `c-${name}`}));
    return element('tr', {}, element('td', {class: 'c-select'}, box), ...cells);
  }

  fill(tr, place) {
    const row = this.order[place];
    const chosen = this.selected.has(row);
    tr.id = `row-${place}`;
    tr.setAttribute('aria-rowindex', place + 3);
    tr.setAttribute('aria-selected', chosen);
    tr.classList.toggle('active', place === this.active);
    const box = tr.firstChild.firstChild;
    box.checked = chosen;
    box.setAttribute('aria-label', `select ${this.title(row)}`);
    this.shown.forEach((name, index) => this.fillCell(tr.children[index + 1], name, row));
  }

  fillCell(cell, name, row) {
    const key = {approval: 'approval', class: 'classification', name: 'name'}[name];
    const column = this.hosts.columns[name];
    const now = column.brief(row);
    const decided = key && this.decisions.byRow.get(row)?.[key];
    const text = decided === undefined ? now : `→ ${decided || 'as observed'}`;
    if (cell.textContent !== text) cell.textContent = text;
    const words = name === 'approval' || name === 'state' ? ` v-${decided ?? now}` : '';
    const style = `c-${name}${words}${decided === undefined ? '' : ' decided'}`;
    if (cell.className !== style) cell.className = style;
    cell.title = decided === undefined ? column.text(row) : `${now} ${text}`;
  }

  // What a host is called, where it must be called something.
  title(row) {
    const {name, ip, id} = this.hosts.columns;
    return name.text(row) || ip.text(row) || id.text(row);
  }

  click(event) {
    const tr = event.target.closest('tr');
    const place = Number(tr.id.slice(4));
    const from = this.active;
    this.active = place;
    if (event.target.closest('.c-select')) {
      if (event.shiftKey) this.selectRange(from, place);
      else this.toggle(place);
    } else {
      this.open(this.order[place]);
    }
    this.draw();
  }

  toggle(place) {
    const row = this.order[place];
    if (!this.selected.delete(row)) this.selected.add(row);
    this.changed();
  }

  selectRange(from, to) {
    for (let at = Math.min(from, to); at <= Math.max(from, to); ++at) {
      this.selected.add(this.order[at]);
    }
    this.changed();
  }

  selectAll(wanted) {
    this.selected = new Set(wanted ? this.order : []);
    this.draw();
    this.changed();
  }

  key(event) {
    if (event.target !== this.grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 3);
    const steps = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page,
                   Home: -this.order.length, End: this.order.length};
    if (event.key in steps) this.move(steps[event.key]);
    else if (event.key === ' ' || event.key === 'x') this.toggle(this.active);
    else if (event.key === 'Enter') this.open(this.order[this.active]);
    else return;
    event.preventDefault();
    this.draw();
  }

  move(step) {
    this.active = Math.max(0, Math.min(this.active + step, this.order.length - 1));
    const top = this.active * rowHeight;
    const room = this.scroller.clientHeight - byId('head').offsetHeight - rowHeight;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
  }
}
