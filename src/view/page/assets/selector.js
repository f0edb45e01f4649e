// The selector grammar of muster (model/selector.h), over columns of values. Without a document.

class SelectorError extends Error {
  constructor(message, at, fix) {
    super(message);
    this.at = at;
    this.fix = fix;
  }
}

const selectorSymbols = '()=!~<>,';
const longestSelector = 4096;
const deepestSelector = 32;

function selectorToken(text, from) {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at])) ++at;
  if (at === text.length) return {kind: 'end', text: '', at, next: at};
  if (text[at] === '"') return quotedToken(text, at);
  if (selectorSymbols.includes(text[at])) {
    const two = text.slice(at, at + 2);
    const symbol = two === '!=' || two === '=~' ? two : text[at];
    return {kind: 'symbol', text: symbol, at, next: at + symbol.length};
  }
  let end = at;
  while (end < text.length && !(' \t\n\r"' + selectorSymbols).includes(text[end])) ++end;
  return {kind: 'word', text: text.slice(at, end), at, next: end};
}

function quotedToken(text, start) {
  let value = '';
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; ++at) {
    const two = text.slice(at, at + 2);
    if (two === '\\"' || two === '\\\\') ++at;
    value += text[at];
  }
  if (at >= text.length) {
    throw new SelectorError('the quotation has no end', start, 'close it with "');
  }
  return {kind: 'quoted', text: value, at: start, next: at + 1};
}

function lowerAscii(text) {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

// As many characters as the text has bytes in UTF-8, because globs count those.
function byteString(text) {
  if (!/[^\x00-\x7f]/.test(text)) return text;
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function globMatches(pattern, text) {
  let p = 0, t = 0, star = -1, mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      ++p;
      ++t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') ++p;
  return p === pattern.length;
}

function globTest(pattern) {
  const folded = lowerAscii(byteString(pattern));
  return (value) => globMatches(folded, lowerAscii(byteString(value)));
}

// As muster writes it; null when it is no MAC.
function normalMac(text) {
  const forms = [/^[0-9a-f]{12}$/i, /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i,
                 /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i];
  if (!forms.some((form) => form.test(text))) return null;
  return text.replace(/[^0-9a-f]/gi, '').toLowerCase().match(/../g).join(':');
}

function isDay(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const time = new Date(text + 'T00:00:00Z');
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

// A whole number of 64 bits; null when it is none.
function wholeNumber(text) {
  if (!/^-?[0-9]+$/.test(text)) return null;
  const number = BigInt(text);
  return BigInt.asIntN(64, number) === number ? number : null;
}

function regularTest(text, at) {
  const folded = text.startsWith('(?i)');
  const body = folded ? text.slice(4) : text;
  for (const flags of folded ? ['iu', 'i'] : ['u', '']) {
    try {
      const pattern = new RegExp(body, flags);
      return (value) => pattern.test(value);
    } catch {
      continue;
    }
  }
  throw new SelectorError(`this page does not read "${text}"`, at,
                          'muster ls --where knows all of PCRE2');
}

// The value in the form in which hosts have it, as {text} or, where networks are meant, {network}.
function addressOperand(field, text, membership, fail) {
  const network = parseNetwork(text);
  const address = parseAddress(text);
  if (network && membership) return {text, network};
  if (network && field.kind === 'network') return {text, same: network};
  if (address && field.kind === 'ip') return {text, address};
  if (network) fail(`"${text}" is a network`, `use ${field.name} in ${text}`);
  return fail(`"${text}" is not an address`, 'write 10.20.4.17 or, for a network, 10.20.4.0/24');
}

function exactOperand(field, text, membership, fail) {
  switch (field.kind) {
    case 'word':
      if (!field.words.includes(text)) {
        fail(`"${text}" is not a word of ${field.name}`, `use one of ${field.words.join(', ')}`);
      }
      return {text};
    case 'number':
      if (wholeNumber(text) === null) fail(`"${text}" is not a number`, 'write digits only');
      return {text: String(wholeNumber(text))};
    case 'day':
      if (!isDay(text)) fail(`"${text}" is not a day`, 'write it as 2026-08-21');
      return {text};
    case 'mac':
      if (!normalMac(text)) fail(`"${text}" is not a MAC`, 'write bc:24:11:aa:bb:cc');
      return {text: normalMac(text)};
    case 'ip':
    case 'network':
      return addressOperand(field, text, membership, fail);
    default:
      return {text};
  }
}

function equalTest(operand) {
  if (operand.same) return (value) => sameNetwork(parseNetwork(value), operand.same);
  if (operand.address) {
    return (value) => {
      const address = parseAddress(value);
      return address.six === operand.address.six && address.bits === operand.address.bits;
    };
  }
  return (value) => value === operand.text;
}

function insideTest(field, operand) {
  const network = operand.network;
  if (!network) return equalTest(operand);
  if (field.kind === 'ip') return (value) => networkHolds(network, parseAddress(value));
  return (value) => {
    const other = parseNetwork(value);
    return other.prefix >= network.prefix && networkHolds(network, other);
  };
}

function orderTest(field, operand, holds) {
  if (field.kind !== 'number') return (value) => holds(value < operand.text ? -1 :
                                                       value > operand.text ? 1 : 0);
  const wanted = wholeNumber(operand.text);
  return (value) => holds(wholeNumber(value) < wanted ? -1 : wholeNumber(value) > wanted ? 1 : 0);
}

// What a comparison asks of one value.
function comparisonTest(field, operator, token, fail) {
  if (operator === '~') return globTest(token.text);
  if (operator === '=~') return regularTest(token.text, token.at);
  const operand = exactOperand(field, token.text, operator === 'in', fail);
  switch (operator) {
    case 'in':
      return insideTest(field, operand);
    case '<':
      return orderTest(field, operand, (order) => order < 0);
    case '>':
      return orderTest(field, operand, (order) => order > 0);
    case 'has':
      return (value) => value === operand.text || value.startsWith(operand.text + ':');
    default:
      return equalTest(operand);
  }
}

class SelectorParser {
  constructor(text, fields) {
    this.text = text;
    this.fields = fields;
    this.next = 0;
    this.take();
  }

  take() {
    const token = this.now;
    this.now = selectorToken(this.text, this.next);
    this.next = this.now.next;
    return token;
  }

  fail(message, fix, at = this.now.at) {
    throw new SelectorError(message, at, fix);
  }

  keyword(word) {
    return this.now.kind === 'word' && lowerAscii(this.now.text) === word;
  }

  symbol(text) {
    return this.now.kind === 'symbol' && this.now.text === text;
  }

  whole() {
    const term = this.either(0);
    if (this.now.kind !== 'end') {
      this.fail(`"${this.now.text}" is not expected here`, 'join comparisons by and, or');
    }
    return term;
  }

  either(depth) {
    if (depth > deepestSelector) {
      this.fail('the selector is nested too deeply', 'use fewer parentheses');
    }
    return this.joined('or', () => this.joined('and', () => this.part(depth)));
  }

  joined(word, next) {
    const parts = [next()];
    while (this.keyword(word)) {
      this.take();
      parts.push(next());
    }
    return parts.length === 1 ? parts[0] : {kind: word, parts};
  }

  part(depth) {
    if (this.keyword('not')) {
      this.take();
      if (depth >= deepestSelector) {
        this.fail('the selector is nested too deeply', 'use fewer nots');
      }
      return {kind: 'not', parts: [this.part(depth + 1)]};
    }
    if (!this.symbol('(')) return this.comparison();
    this.take();
    const inner = this.either(depth + 1);
    if (!this.symbol(')')) {
      this.fail('a parenthesis is not closed', 'write ) after the last comparison');
    }
    this.take();
    return inner;
  }

  comparison() {
    const field = this.field();
    const at = this.now.at;
    const operator = this.operator(field);
    this.fits(field, operator, at);
    const several = (operator === 'in' || operator === '~') && this.symbol('(');
    const tests = several ? this.list(field, operator) : [this.operand(field, operator)];
    const test = (value) => tests.some((one) => one(value));
    const term = {kind: 'comparison', field: field.name, test};
    return operator === '!=' ? {kind: 'not', parts: [term]} : term;
  }

  field() {
    if (this.now.kind === 'end') {
      this.fail('a comparison is missing', 'write field, operator and value: state = present');
    }
    const name = this.now.text;
    const field = this.now.kind === 'word' && this.fields.find((one) => one.name === name);
    if (!field) {
      this.fail(`"${name}" is not a field`,
                `use one of ${this.fields.map((one) => one.name).join(', ')}`);
    }
    this.take();
    return field;
  }

  operator(field) {
    const word = lowerAscii(this.now.text);
    const known = ['=', '!=', '~', '=~', 'in', '<', '>', 'has'].includes(word);
    if (this.now.kind === 'quoted' || !known) {
      this.fail(`"${field.name}" needs an operator`,
                'use one of = != ~ =~ in < > has, then a value');
    }
    this.take();
    return word;
  }

  fits(field, operator, at) {
    if ((operator === '<' || operator === '>') && !['number', 'day'].includes(field.kind)) {
      this.fail(`"${field.name}" has no order`, 'use < and > with first_seen or vlan', at);
    }
    if (operator === 'has' && !field.list) {
      this.fail(`"${field.name}" is not a list`, `use ${field.name} = or ${field.name} ~`, at);
    }
  }

  list(field, operator) {
    const tests = [];
    do {
      this.take();
      tests.push(this.operand(field, operator));
    } while (this.symbol(','));
    if (!this.symbol(')')) this.fail('the list is not closed', 'write (a, b, c)');
    this.take();
    return tests;
  }

  operand(field, operator) {
    if (this.now.kind !== 'word' && this.now.kind !== 'quoted') {
      this.fail('a value is missing', 'write a word, or any text in quotation marks');
    }
    const test = comparisonTest(field, operator, this.now, (message, fix) => this.fail(message, fix));
    this.take();
    return test;
  }
}

// A term; SelectorError when the text is no selector.
function parseSelector(text, fields) {
  if (byteString(text).length > longestSelector) {
    throw new SelectorError('the selector is longer than 4096 bytes', 0, 'use a shorter one');
  }
  return new SelectorParser(text, fields).whole();
}

// For each row whether it fits: 1 or 0.
function rowsThatFit(term, columns, count) {
  if (term.kind === 'comparison') return columns[term.field].rowsWith(term.test);
  const parts = term.parts.map((part) => rowsThatFit(part, columns, count));
  const out = parts[0];
  for (let row = 0; row < count; ++row) {
    if (term.kind === 'not') out[row] ^= 1;
    for (const part of parts.slice(1)) {
      if (term.kind === 'and') out[row] &= part[row];
      else out[row] |= part[row];
    }
  }
  return out;
}
