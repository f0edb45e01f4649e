#!/usr/bin/env python3
"""Writes a rack's worth of hosts into a real NetBox by muster, and photographs what people see there.

  netbox_page.py MUSTER STATIC FOLDER     NETBOX_URL, NETBOX_TOKEN, NETBOX_USER, NETBOX_PASSWORD
"""
import http.client
import http.server
import os
import pathlib
import sys
import tempfile
import threading
import urllib.parse

import webdriver

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'bench'))
from netbox_world import Host, Inventory, Port, Reader  # noqa: E402

KINDS = {'.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2'}


class Front(http.server.BaseHTTPRequestHandler):
    """NetBox's pages with what they are drawn with, as the web server before a NetBox does."""
    protocol_version = 'HTTP/1.1'

    def log_message(self, *words):
        pass

    def static(self):
        path = urllib.parse.urlsplit(self.path).path.removeprefix('/static/')
        file = (self.server.static / path).resolve()
        there = file.is_file() and self.server.static in file.parents
        self.reply(200 if there else 404, file.read_bytes() if there else b'',
                   [('Content-Type', KINDS.get(file.suffix, 'application/octet-stream'))])

    def reply(self, status, body, headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self):
        if self.path.startswith('/static/'):
            return self.static()
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)) or None
        there = http.client.HTTPConnection(self.server.netbox, timeout=120)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ('connection', 'accept-encoding')}
        there.request(self.command, self.path, body, headers)
        answer = there.getresponse()
        kept = [(k, v) for k, v in answer.getheaders()
                if k.lower() not in ('content-length', 'connection', 'transfer-encoding', 'date', 'server')]
        self.reply(answer.status, answer.read(), kept)

    do_GET = do_POST = answer


def front(netbox, static):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Front)
    server.netbox, server.static = urllib.parse.urlsplit(netbox).netloc, pathlib.Path(static).resolve()
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f'http://127.0.0.1:{server.server_address[1]}'


def hosts():
    core = Host('page000001', 'berlin', 'sw-core', 'switch', [Port('mgmt', '02:00:00:00:01:01', ['10.20.0.2/24'])])
    ports = [Port('eno1', '02:00:00:00:02:01', ['10.20.4.17/24', '2001:db8:20::17/64'],
                  {'vlans': [20, 30], 'mtu': 9000, 'description': 'to the core'}),
             Port('docker0', '02:42:00:00:00:01', [])]
    server = Host('page000002', 'berlin', 'db1', 'auto', ports, observed={
        'vendor': 'Dell Inc.', 'model': 'PowerEdge R650', 'serial': 'CN7792194B0001', 'platform': 'Debian',
        'attached': [{'switch': 'sw-core', 'port': 'Te1/0/7', 'confidence': 'certain', 'vlans': [20, 30]}]})
    return [core, server]


def apply(muster, reader, folder):
    maker = reader.make('dcim/manufacturers', name='Dell', slug='dell')
    reader.make('dcim/device-types', manufacturer=maker['id'], model='PowerEdge R650', slug='dell-poweredge-r650')
    inventory = Inventory(muster, reader.url, folder, target=', also: [cables, prefixes, vlans]')
    inventory.classes = ('  auto: {netbox: device, role: server, manufacturer: generic, device_type: auto, '
                         'fallback_type: generic-server}\n')
    inventory.site('berlin', '10.20.0.0/16')
    for host in hosts():
        inventory.write(host)
    inventory.commit('Approve db1')
    codes = inventory.settle()
    if codes != [0]:
        sys.exit(f'apply ended with {codes}: {inventory.out}{inventory.err}')


def show_columns(reader):
    """What muster writes, where NetBox usually shows less."""
    columns = ['name', 'enabled', 'primary_mac_address', 'mtu', 'mode', 'untagged_vlan', 'tagged_vlans',
               'description', 'ip_addresses', 'cable', 'connection']
    reader.send('PATCH', 'users/config/', {'tables': {'DeviceInterfaceTable': {'columns': columns}}})


def photograph(page, url, device, folder):
    page.size(1500, 1150)
    page.open(f'{url}/login/?next=/dcim/devices/{device}/')
    page.fill('#id_username', os.environ['NETBOX_USER'])
    page.fill('#id_password', os.environ['NETBOX_PASSWORD'])
    page.click('form button[type=submit]')
    shown = {'device': ('', ['PowerEdge R650', 'CN7792194B0001', '10.20.4.17', 'Debian', 'muster', 'page000002']),
             'interfaces': ('interfaces/', ['eno1', 'docker0', 'VLAN 20', 'VLAN 30', '10.20.4.17/24', '2001:db8:20::17/64', 'sw-core',
                                            'Te1/0/7', '9000', 'to the core', '02:00:00:00:02:01'])}
    missing = []
    for name, (path, words) in shown.items():
        page.until('return document.readyState === "complete" && !location.pathname.startsWith("/login")')
        page.open(f'{url}/dcim/devices/{device}/{path}')
        page.until('return document.readyState === "complete" && document.querySelector("h1, h2") !== null')
        page.picture(folder / f'{name}.png')
        text = page.run('return document.body.innerText')
        missing += [f'{name}: {word}' for word in words if word not in text]
    return missing


def main():
    muster, static, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if webdriver.missing():
        print(f'SKIPPED: {", ".join(webdriver.missing())} not installed')
        return 77
    reader = Reader(os.environ['NETBOX_URL'], os.environ['NETBOX_TOKEN'])
    with tempfile.TemporaryDirectory() as place:
        apply(muster, reader, pathlib.Path(place))
        device = reader.rows('dcim/devices', name='db1')[0]['id']
        show_columns(reader)
        with webdriver.browser(place) as page:
            missing = photograph(page, front(reader.url, static), device, folder)
    print(f'device.png and interfaces.png; not shown: {missing or "nothing"}')
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
