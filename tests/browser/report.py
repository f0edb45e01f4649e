#!/usr/bin/env python3
"""The report page in a headless Chromium, as a person uses it.

  tests/browser/report.py REPORT.html FOLDER [AXE.js]     FOLDER: for what is downloaded

With AXE.js (axe-core) every part of the page is also looked at for what keeps people out.
"""
import json
import pathlib
import sys
import time
import urllib.parse

import webdriver

passed = 0


def check(sentence, seen, wanted=True):
    global passed
    if seen != wanted:
        sys.exit(f'FAILED: {sentence}: wanted {wanted!r}, got {seen!r}')
    passed += 1


ROWS = '#rows tr'
COUNT = '#count'


def names(page, many=5):
    return page.texts(f'{ROWS} .c-name')[:many]


def opened(page, url, part):
    page.open('about:blank')
    page.open(url + part)
    page.until('return document.body.dataset.ready')


def filtering(page):
    check('all hosts are counted', page.text(COUNT), '2,000 hosts')
    check('a tile counts', page.texts('#tiles strong')[0], '2,000')
    page.fill('#query', 'class = printer and approval = pending')
    check('a selector chooses', page.text(COUNT), '334 of 2,000 hosts')
    page.fill('#query', 'class = printer and')
    check('a selector that is none is told', page.text('#wrong').split('\n')[0], 'a comparison is missing')
    check('and what was listed stays', page.text(COUNT), '500 of 2,000 hosts')
    page.fill('#query', 'HOST-01234')
    check('a word is looked for everywhere', names(page), ['host-01234'])
    page.click('#clear')
    page.type('#filters td:nth-child(3) input', '10.0.0.1')
    check('a column has a filter of its own', page.text(COUNT), '111 of 2,000 hosts')
    page.click('#clear')
    check('everything comes back', page.text(COUNT), '2,000 hosts')


def sorting(page):
    heads = 'const b = document.querySelectorAll("#heads button"); b[1].click();'
    page.run(heads)
    check('addresses are sorted as numbers', page.texts(f'{ROWS} .c-ip')[8:11],
          ['10.0.0.9', '10.0.0.10', '10.0.0.11'])
    check('the head says so', page.run('return document.querySelectorAll("#heads th")[2].ariaSort'),
          'ascending')
    page.run(heads)
    check('and down', page.texts(f'{ROWS} .c-ip')[:1], ['10.0.7.250'])
    check('the address of the page tells it', 'sort=-ip' in page.run('return location.hash'))


def keyboard(page, url):
    opened(page, url, '#hosts?q=class%20%3D%20phone')
    page.press('/')
    check('/ goes to the search', page.run('return document.activeElement.id'), 'query')
    page.press('Escape')
    check('Esc goes to the table', page.run('return document.activeElement.id'), 'grid')
    page.press('j', 'Down', 'x')
    check('x selects', page.text('#selected'), '1 selected')
    check('the row that is meant is told',
          page.run('return document.querySelector("#" + grid.getAttribute("aria-activedescendant")).ariaSelected'),
          'true')
    page.press('Enter')
    check('Enter opens the host', page.shows('#drawer'))
    check('and goes there', page.run('return document.activeElement.id'), 'drawer-title')
    page.press('Escape')
    check('Esc closes it', page.shows('#drawer'), False)
    check('and comes back', page.run('return document.activeElement.id'), 'grid')
    page.press('End')
    page.until('return document.querySelector("#rows tr.active")?.ariaRowIndex === "502"')
    check('End goes to the last', page.run('return grid.getAttribute("aria-activedescendant")'), 'row-499')


def deciding(page, url, folder):
    opened(page, url, '#hosts?q=class%20%3D%20server%20and%20approval%20%3D%20pending')
    page.click('#all')
    check('all are selected, not those in sight alone', page.text('#selected'), '300 selected')
    page.click('#approve')
    check('the command chooses them again', page.text('#command'),
          "muster approve --where 'class = server and approval = pending' --expect 300")
    page.click('#discard')
    check('discarded', page.shows('#decided'), False)
    page.click('#all')
    page.click(f'{ROWS}:nth-child(1) .c-select')
    page.click('#reject')
    one = page.run('return document.querySelector("#rows tr .c-approval").textContent')
    check('the row shows what was decided', one, '→ rejected')
    page.click(f'{ROWS}:nth-child(2) .c-name')
    page.run('const s = document.querySelectorAll("#drawer select")[1]; s.value = "printer";'
             's.dispatchEvent(new Event("change"))')
    page.run('const s = document.querySelector("#drawer input"); s.value = "new-name";'
             's.dispatchEvent(new Event("change"))')
    check('different decisions go by a file', page.text('#command'), 'muster approve --from decisions.json')
    page.press('Escape')
    page.click('#download')
    file = folder / 'decisions.json'
    end = time.monotonic() + 10
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    saved = json.loads(file.read_text())
    check('decisions.json has its form', saved['format_version'], 1)
    check('and what was decided', [sorted(one.items())[:-1] for one in saved['decisions']],
          [[('approval', 'rejected')], [('classification', 'printer'), ('id', saved['decisions'][1]['id'])]])
    check('with the name', saved['decisions'][1]['name'], 'new-name')


def one_host(page, url):
    opened(page, url, '#hosts?q=host-00002')
    page.click(f'{ROWS} .c-name')
    told = page.text('#drawer')
    for piece in ('10.0.0.3/24', 'sw-0-0 Gi1/0/2', 'certain', 'bridge-host, only-mac', 'ptr',
                  'host-00002.example', 'mikrotik:core', 'by the rule vendors'):
        check(f'the drawer tells {piece}', piece in told)
    check('the address of the page tells the host', 'host=' in page.run('return location.hash'))
    link = page.run('return location.href')
    opened(page, link, '')
    check('and opens it again', page.shows('#drawer'))


def hostile(page, url):
    opened(page, url, '#hosts?q=evil')
    title = page.run('return document.title')
    page.click(f'{ROWS} .c-vendor')
    check('what is hostile stands as text', '<img src=x onerror=document.title=2>' in page.text('#drawer'))
    for part in ('#topology', '#rules', '#history'):
        opened(page, url, part)
    check('and does nothing', page.run('return document.title'), title)
    check('no picture came of it', page.run('return document.querySelectorAll("img, script").length'), 2)


def scrolling(page, url):
    opened(page, url, '#hosts')
    check('few rows are elements', page.run('return document.querySelectorAll("#rows tr").length < 80'))
    page.run('scroller.scrollTop = 36 * 1500')
    page.until('return document.querySelector("#row-1500") !== null')
    check('the table says how long it is', page.run('return grid.ariaRowCount'), '2002')
    page.run('scroller.scrollTop = 1e9')
    page.until('return document.querySelector("#rows tr:last-child").ariaRowIndex === "2002"')


def parts(page, url):
    opened(page, url, '#topology')
    check('the topology is a picture', page.run('return document.querySelectorAll("svg .box").length'), 51)
    link = page.run('return [...document.querySelectorAll("svg a")].find((a) => a.textContent.includes("sw-0-1")).getAttribute("href")')
    opened(page, url, link)
    check('that leads to hosts', page.text(COUNT), '47 of 2,000 hosts')
    opened(page, url, '#subnets')
    check('networks show their use', page.texts('#subnets .use')[1], '250 of 254, 98 %')
    opened(page, url, '#history')
    check('history tells who', 'Ann' in page.text('#history'))
    opened(page, url, '#plan')
    check('without a plan it says how to get one', 'muster report --plan' in page.text('#plan'))


def accessible(page, url, axe):
    for part in ('#hosts', '#plan', '#compare', '#rules', '#subnets', '#topology', '#history', '#runs'):
        for dark in ('light', 'dark'):
            page.devtools('Emulation.setEmulatedMedia',
                          features=[{'name': 'prefers-color-scheme', 'value': dark}])
            opened(page, url, part)
            if part == '#hosts':
                page.click(f'{ROWS}:nth-child(3) .c-select')
                page.click('#approve')
                page.click(f'{ROWS}:nth-child(3) .c-name')
            page.devtools('Runtime.evaluate', expression=axe)
            found = page.run_async(
                'axe.run(document).then((r) => arguments[0](r.violations.map((v) =>'
                ' `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | ")}`)))')
            check(f'axe-core finds nothing in {part}, {dark}', found, [])


def main():
    report, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    url = report.as_uri()
    with webdriver.browser(folder) as page:
        page.size(1280, 800)
        opened(page, url, '')
        filtering(page)
        sorting(page)
        keyboard(page, url)
        deciding(page, url, folder)
        one_host(page, url)
        hostile(page, url)
        scrolling(page, url)
        parts(page, url)
        if len(sys.argv) > 3:
            accessible(page, url, pathlib.Path(sys.argv[3]).read_text())
        check('the console has no complaint', page.complaints(), [])
    print(f'browser: {passed} passed, 0 failed')


main()
