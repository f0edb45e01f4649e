"""A headless Chromium, driven by the WebDriver protocol (W3C) with nothing but the standard library."""
import base64
import contextlib
import json
import shutil
import subprocess
import time
import urllib.request

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
KEYS = {'Enter': '\ue007', 'Escape': '\ue00c', 'Space': '\ue00d', 'Tab': '\ue004',
        'Down': '\ue015', 'Up': '\ue013', 'End': '\ue010', 'Home': '\ue011'}


def missing():
    """The programs that are needed and not there."""
    return [name for name in ('chromium', 'chromedriver') if not shutil.which(name)]


class Browser:
    def __init__(self, port, options):
        self.base = f'http://127.0.0.1:{port}'
        capabilities = {'alwaysMatch': {'browserName': 'chrome', 'goog:chromeOptions': options,
                                        'goog:loggingPrefs': {'browser': 'ALL'}}}
        session = self.call('POST', '/session', {'capabilities': capabilities})
        self.base += f'/session/{session["sessionId"]}'

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {'Content-Type': 'application/json'},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode(errors='replace')[:500]) from error

    def open(self, url):
        self.call('POST', '/url', {'url': url})

    def run(self, script, *arguments):
        return self.call('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def run_async(self, script, *arguments):
        return self.call('POST', '/execute/async', {'script': script, 'args': list(arguments)})

    def find(self, css):
        return self.call('POST', '/element', {'using': 'css selector', 'value': css})[ELEMENT]

    def click(self, css):
        self.call('POST', f'/element/{self.find(css)}/click', {})

    def type(self, css, text):
        self.call('POST', f'/element/{self.find(css)}/value', {'text': text})

    def fill(self, css, text):
        self.call('POST', f'/element/{self.find(css)}/clear', {})
        if text:
            self.type(css, text)

    def press(self, *keys):
        """Keys to whatever has the focus."""
        steps = []
        for key in keys:
            value = KEYS.get(key, key)
            steps += [{'type': 'keyDown', 'value': value}, {'type': 'keyUp', 'value': value}]
        self.call('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keys', 'actions': steps}]})

    def text(self, css):
        return self.run('return document.querySelector(arguments[0])?.textContent ?? null', css)

    def texts(self, css):
        return self.run('return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)',
                        css)

    def shows(self, css):
        return self.run('const e = document.querySelector(arguments[0]);'
                        'return e !== null && e.checkVisibility()', css)

    def until(self, script, *arguments, seconds=20):
        """Waits until the script returns something true, and returns that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script, *arguments)
            if value:
                return value
            time.sleep(0.02)
        raise RuntimeError(f'never came true: {script}')

    def size(self, width, height):
        self.devtools('Emulation.setDeviceMetricsOverride', width=width, height=height,
                      deviceScaleFactor=1, mobile=False)

    def devtools(self, command, **parameters):
        return self.call('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})

    def picture(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self.call('GET', '/screenshot')))

    def complaints(self):
        """What the console holds of errors and warnings since it was last asked."""
        return [entry['message'] for entry in self.call('POST', '/se/log', {'type': 'browser'})
                if entry['level'] in ('SEVERE', 'WARNING')]


@contextlib.contextmanager
def browser(folder):
    """A browser of its own, with its profile and its downloads below `folder`."""
    driver = subprocess.Popen(['chromedriver', '--port=0'], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        port = next(line.split()[-1].rstrip('.') for line in driver.stdout if 'successfully on port' in line)
        options = {
            'binary': shutil.which('chromium'),
            'args': ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
                     '--no-first-run', '--disable-background-networking', '--window-size=1280,800',
                     f'--user-data-dir={folder}/profile'],
            'prefs': {'download.default_directory': str(folder),
                      'download.prompt_for_download': False},
        }
        one = Browser(port, options)
        try:
            yield one
        finally:
            one.call('DELETE', '')
    finally:
        driver.terminate()
        driver.wait()
