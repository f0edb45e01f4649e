#!/usr/bin/env python3
"""Figures of a report page in a headless Chromium: opening, filters, sorting, scrolling, memory.

  tests/browser/figures.py REPORT.html
"""
import pathlib
import sys
import tempfile
import time

import webdriver

FILTERS = ['class = server and approval = pending', 'ip in 10.3.0.0/16', 'name =~ ^host-0[0-9]+7$', 'host-01']
ASK = ('const q = document.getElementById("query"); q.value = arguments[0];'
       'const began = performance.now(); q.dispatchEvent(new Event("input"));'
       'return performance.now() - began')
CLICK = 'const began = performance.now(); arguments[0].click(); return performance.now() - began'
SCROLL = '''
  const done = arguments[0], times = [];
  let last = performance.now();
  scroller.scrollTop = 0;
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (times.length > 240) return done(times.slice(1));
    scroller.scrollTop += 2400;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);'''


def main():
    url = pathlib.Path(sys.argv[1]).resolve().as_uri()
    with tempfile.TemporaryDirectory() as folder, webdriver.browser(folder) as page:
        page.size(1280, 800)
        opened = []
        for _ in range(3):
            page.open('about:blank')
            began = time.monotonic()
            page.open(url)
            page.until('return document.body.dataset.ready')
            opened.append(time.monotonic() - began)
        print(f'  opens in {sorted(opened)[1]:.2f} s, {page.text("#count")}')
        for text in FILTERS:
            print(f'  filter {text}: {page.run(ASK, text):.0f} ms, {page.text("#count")}')
        page.run(ASK, '')
        head = page.call('POST', '/element', {'using': 'css selector',
                                              'value': '#heads th:nth-child(3) button'})
        print(f'  sort by address: {page.run(CLICK, head):.0f} ms')
        frames = sorted(page.run_async(SCROLL))
        print(f'  frames while scrolling: median {frames[len(frames) // 2]:.0f} ms, '
              f'95 % {frames[len(frames) * 95 // 100]:.0f} ms, worst {frames[-1]:.0f} ms')
        print(f'  memory: {page.run("return performance.memory.usedJSHeapSize") / 2**20:.0f} MiB')


main()
