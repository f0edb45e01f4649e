#!/usr/bin/env python3
"""muster serve in a headless Chromium: decisions arrive as commits, two people at once.

  tests/browser/serve.py URL INVENTORY FOLDER
"""
import pathlib
import subprocess
import sys

import webdriver

passed = 0


def check(sentence, seen, wanted=True):
    global passed
    if seen != wanted:
        sys.exit(f'FAILED: {sentence}: wanted {wanted!r}, got {seen!r}')
    passed += 1


def git(inventory, *words):
    return subprocess.run(['git', '-C', inventory, *words], check=True, capture_output=True,
                          text=True).stdout.strip()


def opened(page, url, part=''):
    page.open('about:blank')
    page.open(url + part)
    page.until('return document.body.dataset.ready')


def reject_first(page, url, name):
    opened(page, url, f'#hosts?q=name%20%3D%20{name}')
    page.click('#rows tr .c-select')
    page.click('#reject')


def committed(page, words):
    page.until('return document.body?.dataset.ready && document.querySelector("#told")?.textContent'
               '.includes(arguments[0])', words)


def main():
    url, inventory, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    with webdriver.browser(folder) as page:
        page.size(1280, 800)
        opened(page, url)
        page.until('return document.querySelector("#desk").textContent.includes("valid")')
        check('the page tells the branch', page.text('#desk').startswith('branch main'))
        check('and who would commit', page.text('#commit'), 'Commit as Ann')

        reject_first(page, url, 'host-00002')
        page.fill('#reason', 'not ours')
        page.click('#commit')
        committed(page, '1 host committed as')
        check('the commit is that person\'s', git(inventory, 'log', '-1', '--format=%an'), 'Ann')
        check('it says what', git(inventory, 'log', '-1', '--format=%s'), 'decide: 1 host')
        check('and why', 'Muster-Reason: not ours' in git(inventory, 'log', '-1', '--format=%b'))
        check('one line changed', git(inventory, 'diff', '-U0', 'HEAD~', '--', 'hosts').split('\n')[-1],
              '+approval: rejected')
        check('nothing is left over', git(inventory, 'status', '--porcelain'), '')
        check('the page shows it', page.text('#rows tr .c-approval'), 'rejected')

        # Somebody else decides about one of two hosts that are being decided on here.
        opened(page, url, '#hosts?q=name%20in%20(host-00003%2C%20host-00005)')
        page.click('#all')
        page.click('#reject')
        path = git(inventory, 'ls-files', 'hosts/*/host-00003--*')
        file = pathlib.Path(inventory) / path
        file.write_text(file.read_text().replace('notes: ""', 'notes: "mine"'))
        git(inventory, 'commit', '-qam', 'A note')
        page.click('#commit')
        committed(page, 'meanwhile')
        check('what was changed meanwhile is told', path in page.text('#told'))
        check('the other one is committed', git(inventory, 'show', '--format=', '--name-only').split('\n'),
              [git(inventory, 'ls-files', 'hosts/*/host-00005--*')])
        check('the decision that was not written is still there', page.text('#decisions'), '1 decision')
        page.click('#commit')
        committed(page, '1 host committed as')
        text = file.read_text()
        check('and the other person\'s edit as well', ('mine' in text, 'rejected' in text), (True, True))

        # A hook that refuses, and a file with mistakes.
        hook = pathlib.Path(inventory) / '.git/hooks/pre-commit'
        hook.write_text('#!/bin/sh\necho not today >&2\nexit 1\n')
        hook.chmod(0o755)
        reject_first(page, url, 'host-00006')
        page.click('#commit')
        committed(page, 'not today')
        check('what was refused is still decided', page.text('#decisions'), '1 decision')
        check('and not in the file', git(inventory, 'status', '--porcelain'), '')
        hook.unlink()
        file.write_text(file.read_text().replace('approval: rejected', 'approval: rejcted'))
        page.until('return document.querySelector("#desk").textContent.includes("is not known")')
        check('a mistake in the work tree is told while one looks', 'host-00003' in page.text('#desk'))
        check('and that it changed', 'reload' in page.text('#desk'))
        git(inventory, 'checkout', '-q', '.')

        seen = page.run_async('const done = arguments[0]; fetch("/").then((r) => done(r.status), () => done(0))')
        check('the token is needed', seen, 404)
        check('another origin is not asked', page.run_async(
            'const done = arguments[0]; fetch("http://localhost:1/").then(() => done("got"), () => done("refused"))'),
            'refused')
    print(f'serve: {passed} passed, 0 failed')


main()
