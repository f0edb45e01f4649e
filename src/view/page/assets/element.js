// The one way by which anything gets into the document: texts are text nodes, never markup.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ''));
  return made;
}

const byId = (id) => document.getElementById(id);

const counted = (count, noun, nouns = noun + 's') =>
    `${count.toLocaleString('en')} ${count === 1 ? noun : nouns}`;

// Lists longer than that are cut, and say so.
const mostListed = 2000;

// A table with a caption for those who do not see it; a cell is a text or an element.
function listing(caption, heads, rows) {
  const cut = rows.slice(0, mostListed);
  const cells = (row) => row.map(
      (cell, index) => element('td', {'data-head': heads[index]}, cell ?? ''));
  const table = element(
      'table', {class: 'listing'}, element('caption', {class: 'unseen'}, caption),
      element('thead', {},
              element('tr', {}, ...heads.map((head) => element('th', {scope: 'col'}, head)))),
      element('tbody', {}, ...cut.map((row) => element('tr', {}, ...cells(row)))));
  const more = rows.length - cut.length;
  const rest = more === 0 ? '' : element('p', {class: 'hint'}, `and ${more.toLocaleString('en')} more`);
  return element('div', {class: 'wide', tabindex: '0', role: 'group', 'aria-label': caption}, table,
                 rest);
}

const pill = (text, kind = text) => element('span', {class: `pill ${kind}`}, text);

const hostsLink = (selector, text) =>
    element('a', {href: '#hosts?q=' + encodeURIComponent(selector)}, text);

// A text as a value of a selector.
const quotedValue = (text) => '"' + text.replace(/["\\]/g, '\\$&') + '"';

function say(text) {
  byId('said').textContent = text;
}
