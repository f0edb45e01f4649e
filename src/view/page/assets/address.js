// Addresses and networks as numbers (model/ip.h). Without a document.

// The words of an IPv6 address before or after "::"; null where they are none.
function addressWords(text) {
  if (text === '') return [];
  const words = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (last && part.includes('.')) {
      const four = parseAddress(part);
      if (!four) return null;
      words.push(Number(four.bits >> 16n), Number(four.bits & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      words.push(parseInt(part, 16));
    } else {
      return null;
    }
  }
  return words;
}

function parseAddress6(text) {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  if (halves.length === 2 && halves[0].includes('.')) return null;
  const words = halves.map(addressWords);
  if (words.includes(null)) return null;
  const given = words.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? given !== 8 : given > 7) return null;
  const all = halves.length === 1 ? words[0]
                                  : [...words[0], ...Array(8 - given).fill(0), ...words[1]];
  return {six: true, bits: all.reduce((bits, word) => bits << 16n | BigInt(word), 0n)};
}

// {six, bits}; null when it is no address.
function parseAddress(text) {
  if (text.length > 45) return null;
  if (text.includes(':')) return parseAddress6(text);
  const parts = text.split('.');
  const good = (part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256;
  if (parts.length !== 4 || !parts.every(good)) return null;
  return {six: false, bits: parts.reduce((bits, part) => bits << 8n | BigInt(part), 0n)};
}

// {six, bits, prefix} with the bits of the host; null when it is no network.
function parseNetwork(text) {
  const slash = text.indexOf('/');
  if (slash < 0) return null;
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^(0|[1-9][0-9]{0,2})$/.test(digits)) return null;
  const prefix = Number(digits);
  return prefix > (address.six ? 128 : 32) ? null : {...address, prefix};
}

function networkHolds(network, address) {
  if (network.six !== address.six) return false;
  const rest = BigInt((network.six ? 128 : 32) - network.prefix);
  return network.bits >> rest === address.bits >> rest;
}

function sameNetwork(a, b) {
  return a.prefix === b.prefix && networkHolds(a, b);
}
