// Reading the data, what stands behind the # of the address, and the tiles.

async function readPage() {
  const held = byId('data');
  if (held.dataset.form !== 'deflate') return JSON.parse(held.textContent);
  const bytes = Uint8Array.from(atob(held.textContent.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

class Page {
  constructor(data) {
    this.data = data;
    this.hosts = readHosts(data.hosts);
    const {columns, count} = this.hosts;
    columns.place = derivedColumn(count, (row) => {
      const ports = columns.port.of(row);
      return columns.switch.of(row).map((name, at) => `${name} ${ports[at]}`.trim()).join(', ');
    });
    this.decisions = new Decisions(this.hosts);
    this.drawer = new Drawer(this.hosts, this.decisions, data.classes);
    this.table = new HostTable(this.hosts, this.decisions, (row) => this.drawer.show(row));
    this.made = new Set();
  }

  start() {
    this.title();
    this.tiles();
    this.controls();
    this.table.changed = () => this.tell();
    this.drawer.changed = () => this.remember();
    this.decisions.changed = () => {
      this.table.draw();
      this.tell();
    };
    window.addEventListener('hashchange', () => this.follow());
    document.addEventListener('keydown', (event) => this.key(event));
    this.follow();
    if (this.data.served) new Desk(this, this.data.served).start();
    document.body.dataset.ready = 'true';
  }

  title() {
    const {title, commit} = this.data;
    byId('title').textContent = title;
    byId('about').replaceChildren(
        ...(commit ? ['commit ', shortId(commit.id), ' ', dayOf(commit.time), ` by ${commit.author}`]
                   : ['the work tree']));
  }

  tiles() {
    const counts = [
      ['hosts', ''], ['pending', 'approval = pending'], ['approved', 'approval = approved'],
      ['rejected', 'approval = rejected'], ['gone', 'state = gone'],
      ['want attention', 'attention ~ "*"'], ['without a name', 'name = ""'],
    ];
    byId('tiles').replaceChildren(...counts.map(([word, selector]) => {
      const count = rowsAsked(this.hosts, selector).fits.reduce((sum, one) => sum + one, 0);
      const link = hostsLink(selector, '');
      link.append(element('strong', {}, count.toLocaleString('en')), element('span', {}, word));
      link.className = `tile ${count === 0 ? 'none' : ''}`;
      return element('li', {}, link);
    }));
  }

  controls() {
    const query = byId('query');
    query.addEventListener('input', () => {
      this.table.query = query.value;
      this.choose();
    });
    byId('clear').addEventListener('click', () => {
      this.table.filters = {};
      query.value = this.table.query = '';
      this.table.head();
      this.choose();
      query.focus();
    });
    this.columnChoice();
    const decide = (change) => () => this.decideSelected(change);
    byId('approve').addEventListener('click', decide({approval: 'approved'}));
    byId('reject').addEventListener('click', decide({approval: 'rejected'}));
    byId('reset').addEventListener('click', decide({approval: 'pending'}));
    byId('classify').append(...this.data.classes.map((name) => element('option', {}, name)));
    byId('classify').addEventListener('change', (event) => {
      if (event.target.value !== '') this.decideSelected({classification: event.target.value});
      event.target.value = '';
    });
    byId('copy').addEventListener('click', async () => {
      await copyText(this.decisions.command());
      say('The command is copied.');
    });
    byId('download').addEventListener('click', () => {
      download('decisions.json', 'application/json', this.decisions.json());
    });
    byId('discard').addEventListener('click', () => this.decisions.clear());
  }

  columnChoice() {
    const boxes = Object.entries(columnTitles).map(([name, title]) => {
      const box = element('input', {type: 'checkbox', checked: this.table.shown.includes(name),
                                    change: () => this.choose(true)});
      box.dataset.column = name;
      return element('label', {}, box, ' ', title);
    });
    byId('columns').append(...boxes);
  }

  decideSelected(change) {
    const {selected, order, selector} = this.table;
    const whole = selected.size === order.length && selector;
    this.decisions.decide([...selected], change, whole ? selector : null);
    say(`${counted(selected.size, 'host')} decided.`);
  }

  choose(columns = false) {
    if (columns) {
      const boxes = [...byId('columns').querySelectorAll('input')];
      this.table.shown = boxes.filter((box) => box.checked).map((box) => box.dataset.column);
      this.table.head();
    }
    const wrong = byId('wrong');
    try {
      this.table.choose();
      wrong.hidden = true;
      byId('query').removeAttribute('aria-invalid');
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      wrong.textContent = `${error.message}\n${this.table.query}\n${' '.repeat(error.at)}^\n` +
                          `fix: ${error.fix}`;
      wrong.hidden = false;
      byId('query').setAttribute('aria-invalid', 'true');
    }
  }

  // Counts, and the bar with what can be done.
  tell() {
    const {order, selected} = this.table;
    byId('count').textContent = order.length === this.hosts.count
        ? counted(order.length, 'host')
        : `${order.length.toLocaleString('en')} of ${counted(this.hosts.count, 'host')}`;
    const all = byId('all');
    all.checked = selected.size > 0 && selected.size === order.length;
    all.indeterminate = selected.size > 0 && !all.checked;
    byId('empty').hidden = order.length > 0;
    byId('selection').hidden = selected.size === 0;
    byId('selected').textContent = `${selected.size.toLocaleString('en')} selected`;
    byId('decided').hidden = this.decisions.size === 0;
    byId('decisions').textContent = counted(this.decisions.size, 'decision');
    byId('command').textContent = this.decisions.command();
    byId('bar').hidden = selected.size === 0 && this.decisions.size === 0;
    this.remember();
  }

  // The address tells what is shown, so that it can be passed on.
  remember() {
    if (this.tab !== 'hosts') return;
    const told = new URLSearchParams();
    if (this.table.query) told.set('q', this.table.query);
    if (this.table.sort) told.set('sort', this.table.sort);
    for (const [name, text] of Object.entries(this.table.filters)) told.set(`only.${name}`, text);
    if (this.drawer.row !== null) told.set('host', this.hosts.columns.id.text(this.drawer.row));
    const text = told.toString();
    history.replaceState(null, '', text === '' ? '#hosts' : `#hosts?${text}`);
  }

  follow() {
    const [tab, asked] = location.hash.slice(1).split('?');
    this.show(tab === 'hosts' || tab in tabs ? tab : 'hosts');
    if (this.tab !== 'hosts') return;
    const told = new URLSearchParams(asked ?? '');
    const {columns} = this.hosts;
    byId('query').value = this.table.query = told.get('q') ?? '';
    const sort = told.get('sort') ?? '';
    this.table.sort = sort.replace('-', '') in columnTitles ? sort : '';
    this.table.filters = Object.fromEntries(
        [...told].filter(([key]) => key.startsWith('only.') && key.slice(5) in columnTitles)
            .map(([key, text]) => [key.slice(5), text]));
    this.table.head();
    const open = columns.id.values.indexOf(told.get('host'));
    this.choose();
    if (open >= 0 && open !== this.drawer.row) this.drawer.show(open);
  }

  show(tab) {
    this.tab = tab;
    for (const section of document.querySelectorAll('main > section')) {
      section.hidden = section.id !== tab;
    }
    for (const link of document.querySelectorAll('nav a')) {
      const here = link.hash === `#${tab}`;
      if (here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (tab === 'hosts') this.table.draw();
    else byId('drawer').hidden = true;
    if (tab in tabs && !this.made.has(tab)) {
      this.made.add(tab);
      byId(tab).querySelector('.content').replaceChildren(...tabs[tab](this.data));
    }
  }

  key(event) {
    const typing = event.target.closest?.('input, select, textarea');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      if (this.tab !== 'hosts') location.hash = '#hosts';
      byId('query').focus();
    } else if (event.key === 'Escape' && event.target === byId('query')) {
      byId('grid').focus();
    }
  }
}

readPage().then((data) => new Page(data).start()).catch((error) => {
  byId('wrong').textContent = `This page could not be read: ${error.message}`;
  byId('wrong').hidden = false;
});
