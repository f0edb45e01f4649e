// What the page's selectors choose: node selectors.mjs ASSETS REPORT.json SELECTORS, one line of
// ids, or "refused", a selector.
import fs from 'node:fs';
import vm from 'node:vm';

const [assets, report, selectors] = process.argv.slice(2);
const files = ['address', 'selector', 'columns'];
const code = files.map((name) => fs.readFileSync(`${assets}/${name}.js`, 'utf8')).join('\n');
const page = vm.runInThisContext(
    `"use strict"; (() => { ${code}\n return {readHosts, parseSelector, rowsThatFit, SelectorError}; })()`);

const hosts = page.readHosts(JSON.parse(fs.readFileSync(report, 'utf8')).hosts);
for (const text of fs.readFileSync(selectors, 'utf8').trimEnd().split('\n')) {
  try {
    const fits = page.rowsThatFit(page.parseSelector(text, hosts.fields), hosts.columns, hosts.count);
    const ids = [...fits.keys()].filter((row) => fits[row]).map((row) => hosts.columns.id.text(row));
    console.log(ids.sort().join(' '));
  } catch (error) {
    if (!(error instanceof page.SelectorError)) throw error;
    console.log('refused');
  }
}
