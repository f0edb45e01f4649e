// The hosts, as columns of texts. Without a document.

// A column as the page holds it: the texts once each, and for each row where they stand: 0 the next
// one that did not stand before, n the n-th, a list of those, or null.
class Column {
  constructor(form, count) {
    this.values = form.values;
    this.start = new Int32Array(count + 1);
    const places = [];
    let next = 0;
    const place = (code) => places.push(code === 0 ? next++ : code - 1);
    for (let row = 0; row < count; ++row) {
      const codes = form.rows[row];
      if (Array.isArray(codes)) codes.forEach(place);
      else if (codes !== null) place(codes);
      this.start[row + 1] = places.length;
    }
    this.places = Int32Array.from(places);
  }

  // All texts of a row.
  of(row) {
    const out = [];
    for (let at = this.start[row]; at < this.start[row + 1]; ++at) {
      out.push(this.values[this.places[at]]);
    }
    return out;
  }

  text(row) {
    const size = this.start[row + 1] - this.start[row];
    if (size === 0) return '';
    if (size === 1) return this.values[this.places[this.start[row]]];
    return this.of(row).filter((text) => text !== '').join(', ');
  }

  // The first text of a row, and how many more there are.
  brief(row) {
    const all = this.of(row);
    return all.length < 2 ? all[0] ?? '' : `${all[0]} +${all.length - 1}`;
  }

  // Each text is asked once, however many rows have it.
  rowsWith(test) {
    const held = Uint8Array.from(this.values, (value) => test(value) ? 1 : 0);
    const count = this.start.length - 1;
    const rows = new Uint8Array(count);
    for (let row = 0; row < count; ++row) {
      for (let at = this.start[row]; at < this.start[row + 1] && !rows[row]; ++at) {
        rows[row] = held[this.places[at]];
      }
    }
    return rows;
  }

  // For each row its place in the order of the texts: addresses by number, numbers in names as
  // numbers, rows without a text last.
  ranks(kind) {
    const order = this.values.map((value, index) => ({key: sortKey(value, kind), index}));
    order.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index);
    const rank = new Int32Array(this.values.length);
    order.forEach((one, place) => rank[one.index] = one.key === '' ? order.length : place);
    const last = this.values.length + 1;
    return Int32Array.from(
        {length: this.start.length - 1},
        (unused, row) => this.start[row] === this.start[row + 1] ? last
                                                                 : rank[this.places[this.start[row]]]);
  }
}

function sortKey(value, kind) {
  if (kind === 'ip' || kind === 'network') {
    const address = parseNetwork(value) || parseAddress(value);
    if (address) {
      return (address.six ? '6' : '4') + address.bits.toString(16).padStart(32, '0') +
             String(address.prefix ?? 0).padStart(3, '0');
    }
  }
  return lowerAscii(value).replace(/[0-9]+/g, (digits) => digits.padStart(20, '0'));
}

// A column that is made of others: `text(row)` from each row.
function derivedColumn(count, text) {
  return new Column({values: Array.from({length: count}, (unused, row) => text(row)),
                     rows: Array(count).fill(0)}, count);
}

function pathOf(folder, slug, id) {
  return folder.endsWith('.yaml') ? folder : `${folder}/${slug}--${id}.yaml`;
}

// {count, fields, columns}
function readHosts(data) {
  const count = data.count;
  const columns = {};
  const forms = Object.entries(data.columns);
  for (const [name, form] of forms) {
    if (typeof form !== 'string') columns[name] = new Column(form, count);
  }
  for (const [name, form] of forms) {
    if (typeof form === 'string') columns[name] = columns[form];  // it has the same texts
  }
  columns.path = derivedColumn(
      count, (row) => pathOf(columns.folder.text(row), columns.slug.text(row), columns.id.text(row)));
  return {count, fields: data.fields, columns};
}
