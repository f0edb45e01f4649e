#!/usr/bin/env python3
"""Goes wrong on purpose between muster and a real NetBox, at each write of an apply, and asks
pynetbox what became of it.

  netbox_faults.py MUSTER [HOSTS [FAULT…]]    NETBOX_URL and NETBOX_TOKEN name the NetBox

Of every fault and every write: an apply that meets it, then applies without one until the exit code
is 0. What NetBox then holds is read by pynetbox: objects that are there twice, objects that are
missing, and people's own that changed. Prints a line a fault, and ends with 1 when anything is wrong.
"""
import http.client
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import pynetbox

FAULTS = ['429', '500', '502', '412', 'cut-before', 'cut-after', 'slow', 'truncated', 'vanished',
          'kill-before', 'kill-after']
MOST_RUNS = 4


class Proxy(http.server.ThreadingHTTPServer):
    """Passes everything on, but for the one write that the fault is for."""
    daemon_threads = True

    def __init__(self, target):
        super().__init__(('127.0.0.1', 0), Handler)
        self.target = urllib.parse.urlsplit(target)
        self.lock = threading.Lock()
        self.arm(None, 0, None)

    def arm(self, fault, at, child):
        with self.lock:
            self.fault, self.at, self.child, self.writes, self.struck = fault, at, child, 0, False

    def fault_of(self, method):
        with self.lock:
            if method == 'GET':
                return None
            self.writes += 1
            if self.fault is None or self.struck or self.writes != self.at:
                return None
            self.struck = True
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

    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)) or None
        fault = self.server.fault_of(self.command)
        if fault in ('429', '500', '502', '412'):
            words = json.dumps({'detail': 'on purpose'}).encode()
            return self.reply(int(fault), words, more=[('Retry-After', '1')] if fault == '429' else [])
        if fault == 'vanished':
            return self.reply(404, b'{"detail": "No object matches the given query."}')
        if fault == 'cut-before':
            return self.cut()
        if fault == 'kill-before':
            return self.kill()
        if fault == 'slow':
            time.sleep(3)
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


class Scene:
    def __init__(self, muster, proxy, folder):
        self.muster, self.proxy, self.folder, self.cases = muster, proxy, folder, 0
        self.running = None
        port = proxy.server_address[1]
        self.git('init', '-q', '-b', 'main')
        self.git('config', 'user.name', 'Jo')
        self.git('config', 'user.email', 'jo@example.org')
        (folder / 'muster.yaml').write_text(f'''sites: {{}}
classifications:
  server: {{netbox: device, role: server, manufacturer: generic, device_type: generic-server}}
targets:
  netbox: {{kind: netbox, url: "http://127.0.0.1:{port}", token: {{env: NETBOX_TOKEN}}, batch: 3,
    timeout: 60s}}
policy: {{max_creates: 100000}}
''')

    def git(self, *words):
        subprocess.run(['git', '-C', str(self.folder), *words], check=True)

    def new_hosts(self, count):
        """Hosts of a site of their own, approved and committed; its name."""
        self.cases += 1
        site = f'case{self.cases}'
        text = (self.folder / 'muster.yaml').read_text().replace('sites: {}', 'sites:')
        text = text.replace('sites:\n', f'sites:\n  {site}: {{networks: [10.{self.cases}.0.0/16]}}\n')
        (self.folder / 'muster.yaml').write_text(text)
        where = self.folder / 'hosts' / site
        where.mkdir(parents=True)
        for n in range(1, count + 1):
            ident = f'h{self.cases:04}{n:05}'
            (where / f'{site}-{n}--{ident}.yaml').write_text(f'''id: {ident}
classification: server
approval: approved
name: {site}-{n}
overrides:
  interfaces:
    - {{name: eno1, mac: "02:00:00:{self.cases:02x}:00:{n:02x}", addresses: [10.{self.cases}.0.{n}/24]}}
''')
        self.git('add', '-A')
        self.git('commit', '-qm', f'Approve {site}')
        return site

    def apply(self):
        self.running = subprocess.Popen(
            [self.muster, '-C', str(self.folder), 'reconcile', '--quiet', '--offline', '--yes',
             '--unmerged'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        text = self.running.communicate()[0]
        return self.running.returncode, text


def faults_of(reader, site, count, people):
    """What pynetbox finds wrong at the site: duplicates, what is missing, people's that changed."""
    found = reader.dcim.sites.get(slug=site)
    devices = list(reader.dcim.devices.filter(site_id=found.id)) if found else []
    ids = [d.id for d in devices]
    macs = [m.mac_address for m in reader.dcim.mac_addresses.filter(device_id=ids)] if ids else []
    ips = [i.address for i in reader.ipam.ip_addresses.filter(device_id=ids)] if ids else []
    ports = len(list(reader.dcim.interfaces.filter(device_id=ids))) if ids else 0
    lists = [[d.name for d in devices], macs, ips]
    twice = sum(len(one) - len(set(one)) for one in lists) + max(0, ports - count)
    missing = sum(max(0, count - len(set(one))) for one in lists)
    missing += sum(1 for d in devices if d.primary_ip4 is None)
    theirs = reader.dcim.devices.get(people.id)
    return twice, missing, int(theirs is None or theirs.last_updated != people.last_updated)


def people_of(reader):
    def there(endpoint, slug, **fields):
        return (endpoint.get(slug=slug) or endpoint.create(slug=slug, **fields)).id
    site = there(reader.dcim.sites, 'people', name='People')
    maker = there(reader.dcim.manufacturers, 'people', name='People')
    kind = there(reader.dcim.device_types, 'box', manufacturer=maker, model='Box')
    role = there(reader.dcim.device_roles, 'people', name='People', color='9e9e9e')
    return (reader.dcim.devices.get(name='theirs') or
            reader.dcim.devices.create(name='theirs', site=site, device_type=kind, role=role))


def try_fault(scene, reader, people, fault, at, count):
    """Whether the apply came to that write, and what became of the case."""
    site = scene.new_hosts(count)
    scene.proxy.arm(fault, at, lambda: scene.running)
    code, text = scene.apply()
    struck = scene.proxy.struck
    scene.proxy.arm(None, 0, None)
    runs = 1
    while code != 0 and runs < MOST_RUNS:
        code, text = scene.apply()
        runs += 1
    twice, missing, foreign = faults_of(reader, site, count, people)
    if code != 0:
        print(f'{fault} at write {at}: not done after {runs} runs:\n{text}', file=sys.stderr)
    scene.proxy.arm(None, 0, None)
    quiet = scene.apply()[0] == 0 and scene.proxy.writes == 0
    return struck, dict(cases=1, converged=int(code == 0 and missing == 0 and quiet), runs=runs,
                        duplicates=twice, foreign=foreign)


def main():
    muster = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    chosen = sys.argv[3:] or FAULTS
    reader = pynetbox.api(os.environ['NETBOX_URL'], token=os.environ['NETBOX_TOKEN'])
    people = reader.dcim.devices.get(people_of(reader).id)
    proxy = Proxy(os.environ['NETBOX_URL'])
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(muster, proxy, pathlib.Path(folder))
        scene.new_hosts(1)
        scene.apply()  # what all cases share: tags, roles, types
        for fault in chosen:
            total = dict(cases=0, converged=0, runs=0, duplicates=0, foreign=0)
            for at in range(1, 100):
                struck, one = try_fault(scene, reader, people, fault, at, count)
                if not struck:
                    break
                total = {k: max(v, one[k]) if k == 'runs' else v + one[k] for k, v in total.items()}
            good = good and total['cases'] == total['converged'] and total['cases'] > 0
            good = good and total['duplicates'] == 0 and total['foreign'] == 0
            print(f"{fault:12} {total['cases']:3} writes, {total['converged']:3} converged in at most "
                  f"{total['runs']} runs, {total['duplicates']} duplicates, "
                  f"{total['foreign']} foreign touches", flush=True)
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
