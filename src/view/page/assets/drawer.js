// One host, with all that its file says and who says it.

function interfacesOf(columns, row) {
  const macs = columns.mac.of(row);
  const addresses = columns.ip.of(row);
  const networks = columns.subnet.of(row);
  const vlans = columns.vlan.of(row);
  return columns.interface.of(row).map((shape) => {  // "1 2 0 eth0": MAC, addresses, VLANs, name
    const [mac, several, tags, ...name] = shape.split(' ');
    const taken = addresses.splice(0, Number(several));
    const lengths = networks.splice(0, Number(several)).map((network) => network.split('/')[1]);
    return {
      name: name.join(' '),
      mac: mac === '1' ? macs.shift() : '',
      addresses: taken.map((address, index) => `${address}/${lengths[index]}`),
      vlans: vlans.splice(0, Number(tags)),
    };
  });
}

function placesOf(columns, row) {
  const [ports, sure, why, others] =
      ['port', 'confidence', 'because', 'alternatives'].map((name) => columns[name].of(row));
  return columns.switch.of(row).map((device, index) => ({
    device, port: ports[index], confidence: sure[index], because: why[index], others: others[index]}));
}

function definitions(pairs) {
  const told = pairs.filter(([, value]) => value && value.length !== 0);
  return element('dl', {}, ...told.flatMap(
      ([term, value]) => [element('dt', {}, term), element('dd', {}, ...[value].flat())]));
}

// A page at another system; what is no address of the web stays a text.
const pageLink = (url) => /^https?:\/\//.test(url)
  ? element('a', {href: url, rel: 'noopener noreferrer', target: '_blank'}, url) : url;

const lines = (texts) => texts.map((text) => element('div', {}, text));

class Drawer {
  constructor(hosts, decisions, classes) {
    this.hosts = hosts;
    this.decisions = decisions;
    this.classes = classes;
    this.row = null;
    this.changed = () => {};
    this.panel = byId('drawer');
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  show(row) {
    this.row = row;
    const {columns} = this.hosts;
    const name = columns.name.text(row) || 'without a name';
    const title = element('h2', {tabindex: '-1', id: 'drawer-title'}, name);
    const shut = element('button', {type: 'button', class: 'quiet', click: () => this.close(),
                                    'aria-label': 'close'}, '✕');
    this.panel.replaceChildren(element('header', {}, title, shut), ...this.sections(row));
    this.panel.hidden = false;
    title.focus();
    this.changed();
  }

  close() {
    this.panel.hidden = true;
    this.row = null;
    byId('grid').focus({preventScroll: true});
    this.changed();
  }

  sections(row) {
    const {columns} = this.hosts;
    const part = (title, ...content) => element('section', {}, element('h3', {}, title), ...content);
    const names = columns.names.of(row);
    const tellers = columns.name_source.of(row);
    const parts = [element('p', {class: 'pills'}, pill(columns.approval.text(row)),
                           pill(columns.state.text(row)),
                           ...columns.attention.of(row).map((word) => pill(word, 'warn'))),
                   part('Decision', this.form(row))];
    parts.push(part('Interfaces', listing(
        'interfaces', ['Name', 'MAC', 'Addresses', 'VLANs'],
        interfacesOf(columns, row).map((one) => [one.name, one.mac, element('span', {},
            ...lines(one.addresses)), one.vlans.join(' ')]))));
    const places = placesOf(columns, row);
    if (places.length > 0) parts.push(part('Plugged in at', ...places.map(placeOf)));
    if (names.length > 0) {
      parts.push(part('Names, best first', listing('names', ['Name', 'Told by'],
                                                   names.map((one, at) => [one, tellers[at]]))));
    }
    parts.push(part('Evidence', definitions(this.evidence(row))));
    return parts;
  }

  evidence(row) {
    const {columns} = this.hosts;
    const text = (name) => columns[name].text(row);
    return [
      ['Sources', lines(columns.source.of(row))], ['Known again by', lines(columns.identity.of(row))],
      ['Proposed', text('proposed') && `${text('proposed')}, by the rule ${text('rule')}`],
      ['Because', lines(columns.proposed_because.of(row))], ['Vendor', text('vendor')],
      ['Model', text('model')], ['Serial', text('serial')], ['Platform', text('platform')],
      ['Virtual', text('virtual')], ['Roles', text('role')], ['Further names', text('alias')],
      ['Pages', columns.page.of(row).map((url) => element('div', {}, pageLink(url)))],
      ['Told differently', lines(columns.told.of(row))], ['Tags', text('tag')], ['Marks', text('marks')], ['Notes', text('notes')],
      ['First seen', text('first_seen')], ['File', text('path')],
    ];
  }

  form(row) {
    const take = (key) => (event) => this.decisions.decide([row], {[key]: event.target.value});
    const choice = (key, values) => element(
        'select', {change: take(key)},
        ...values.map((value) => element(
            'option', {value, selected: value === this.decisions.value(row, key)}, value)));
    const field = (title, control) => element('label', {}, element('span', {}, title), control);
    const now = this.hosts.columns.class.text(row);
    const classes = [...new Set([...this.classes, now])];
    const given = element('input', {type: 'text', maxlength: '63', change: take('name'),
                                    value: this.decisions.value(row, 'name'),
                                    placeholder: 'as observed'});
    return element('div', {class: 'form'},
                   field('Approval', choice('approval', ['pending', 'approved', 'rejected'])),
                   field('Classification', choice('classification', classes)),
                   field('Name', given));
  }
}

function placeOf(place) {
  const at = hostsLink(`switch = ${quotedValue(place.device)}`, `${place.device} ${place.port}`);
  return element('div', {class: 'place'}, element('div', {}, at, ' ', pill(place.confidence)),
                 element('div', {class: 'hint'}, place.because),
                 place.others ? element('div', {class: 'hint'}, `could also be ${place.others}`) : '');
}
