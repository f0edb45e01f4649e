"""A proxy before a NetBox: passes everything on, but for the request that a fault is for."""
import http.client
import http.server
import json
import signal
import threading
import time
import urllib.parse

# Of a write: what becomes of it. Of reads: see `Proxy.arm`.
FAULTS = ['429', '500', '502', '412', 'cut-before', 'cut-after', 'slow', 'truncated', 'vanished',
          'kill-before', 'kill-after']


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target):
        super().__init__(('127.0.0.1', 0), Handler)
        self.target = urllib.parse.urlsplit(target)
        self.lock = threading.Lock()
        self.empty, self.between = None, None
        self.arm()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server_address[1]}'

    def arm(self, fault=None, at=0, child=None, every=0, slow=3.0):
        """The fault strikes at write number `at`, and after that at each `every`-th; `child` gives
        the process that a kill is for."""
        with self.lock:
            self.fault, self.at, self.child, self.every, self.slow = fault, at, child, every, slow
            self.writes, self.struck = 0, 0

    def fault_of(self, method):
        with self.lock:
            if method == 'GET':
                return None
            self.writes += 1
            over = self.writes - self.at
            if self.fault is None or over < 0 or (over > 0 and (not self.every or over % self.every)):
                return None
            self.struck += 1
            return self.fault

    def handle_error(self, request, client_address):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *words):
        pass

    def pass_on(self, body):
        there = http.client.HTTPConnection(self.server.target.hostname, self.server.target.port,
                                           timeout=120)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ('host', 'connection')}
        there.request(self.command, self.path, body, headers)
        answer = there.getresponse()
        return answer, answer.read()

    def reply(self, status, body, length=None, more=()):
        self.send_response(status)
        for name, value in more:
            self.send_header(name, value)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def cut(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def kill(self):
        if self.server.child is not None:
            self.server.child().send_signal(signal.SIGKILL)
        self.cut()

    def instead(self, fault):
        """Answers a write without NetBox; whether it did."""
        if fault in ('429', '500', '502', '412'):
            words = json.dumps({'detail': 'on purpose'}).encode()
            self.reply(int(fault), words, more=[('Retry-After', '1')] if fault == '429' else [])
        elif fault == 'vanished':
            self.reply(404, b'{"detail": "No object matches the given query."}')
        elif fault == 'cut-before':
            self.cut()
        elif fault == 'kill-before':
            self.kill()
        else:
            return False
        return True

    def read(self):
        """A list that is said to be empty; something that happens between two pages."""
        server = self.server
        if server.empty and self.path.startswith(server.empty):
            return self.reply(200, b'{"count":0,"next":null,"previous":null,"results":[]}')
        with server.lock:
            work = server.between
            if work and work(self.path):
                server.between = None
        return self.forward(None, None)

    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)) or None
        if self.command == 'GET':
            return self.read()
        fault = self.server.fault_of(self.command)
        if not self.instead(fault):
            self.forward(body, fault)

    def forward(self, body, fault):
        if fault == 'slow':
            time.sleep(self.server.slow)
        there, text = self.pass_on(body)
        if fault == 'cut-after':
            return self.cut()
        if fault == 'kill-after':
            return self.kill()
        if fault == 'truncated':
            self.reply(there.status, text[:len(text) // 2], len(text))
            return self.cut()
        more = [(k, v) for k, v in there.getheaders()
                if k.lower() in ('etag', 'x-request-id', 'api-version')]
        return self.reply(there.status, text, more=more)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = answer
