"""An inventory made for a NetBox, muster at work on it, and a reader of its own that tells what came
of it: pynetbox where it is installed, else plain requests.

A Host says what should be there; `wanted` turns hosts into lines, `found` turns what a NetBox has of
a site into the same lines, so that whatever is only on one side is missing or too much.
"""
import collections
import dataclasses
import json
import os
import pathlib
import subprocess
import urllib.parse
import urllib.request

try:
    import pynetbox
except ImportError:
    pynetbox = None

MOST_RUNS = 5
RETIRED = 'decommissioning'


@dataclasses.dataclass
class Port:
    name: str
    mac: str
    addresses: list
    more: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Host:
    ident: str
    site: str
    name: str
    kind: str
    ports: list
    overrides: dict = dataclasses.field(default_factory=dict)
    observed: dict = dataclasses.field(default_factory=dict)
    lines: str = ''
    status: str = 'active'
    path: str = ''

    @property
    def virtual(self):
        return self.kind == 'vm'

    def wanted(self):
        """Of an owner that was retired only that it is."""
        if self.status != 'active':
            yield self.retired()
            return
        first = next((a for port in self.ports for a in port.addresses), 'none')
        yield f'{self.owner} active {first}'
        for port in self.ports:
            yield f'port {self.name}/{port.name} {port.mac.upper()}'
            yield f'mac {self.name}/{port.name} {port.mac.upper()}'
            for address in port.addresses:
                yield f'ip {self.name}/{port.name} {address}'

    @property
    def owner(self):
        return f'{"vm" if self.virtual else "device"} {self.name}'

    def retired(self):
        return f'{"vm" if self.virtual else "device"} of {self.ident} {RETIRED}'

    def text(self):
        """The host file, in YAML that is JSON where it is more than a word."""
        ports = [{'name': p.name, 'mac': p.mac, 'addresses': p.addresses, **p.more} for p in self.ports]
        observed = {'state': 'present', 'site': self.site, 'first_seen': '2026-01-01',
                    **self.observed}
        return (f'id: {self.ident}\nclassification: {self.kind}\napproval: approved\n'
                f'name: {self.name}\n{self.lines}'
                f'overrides: {json.dumps({"interfaces": ports, **self.overrides})}\n' +
                (f'observed: {json.dumps(observed)}\n' if self.observed else ''))


class Reader:
    """Reads a NetBox without muster, and does what people do there by hand."""

    def __init__(self, url, token):
        self.url, self.token = url, token
        self.independent = pynetbox is not None
        self.api = pynetbox.api(url, token=token) if pynetbox else None

    @property
    def name(self):
        return f'pynetbox {pynetbox.__version__}' if self.independent else 'plain requests'

    def rows(self, table, **filters):
        app, name = table.split('/')
        if self.api:
            endpoint = getattr(getattr(self.api, app), name.replace('-', '_'))
            try:
                return [dict(one) for one in (endpoint.filter(**filters) if filters else endpoint.all())]
            except pynetbox.RequestError as error:
                raise RuntimeError(str(error)) from error
        words = urllib.parse.urlencode({'limit': 1000, **filters}, doseq=True)
        return self.send('GET', f'{table}/?{words}')['results']

    def send(self, method, path, body=None):
        word = 'Bearer' if self.token.startswith('nbt_') else 'Token'
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'{self.url}/api/{path}', data, method=method, headers={
            'Authorization': f'{word} {self.token}', 'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f'{method} {path}: {error.code} {error.read().decode()}') from error
        return json.loads(text) if text else None

    def make(self, table, **fields):
        return self.send('POST', f'{table}/', fields)

    def once(self, table, slug, **fields):
        there = self.rows(table, slug=slug)
        return there[0] if there else self.make(table, slug=slug, **fields)

    def found(self, site):
        """What stands at a site and is not retired, one line an object, as often as it is there."""
        lines = collections.Counter()
        for table, ports, kind, on in (
                ('dcim/devices', 'dcim/interfaces', 'device', 'device_id'),
                ('virtualization/virtual-machines', 'virtualization/interfaces', 'vm',
                 'virtual_machine_id')):
            owners = self.rows(table, site=site)
            active = {one['id']: one['name'] for one in owners if word(one['status']) == 'active'}
            for one in owners:
                primary = (one['primary_ip4'] or {}).get('address', 'none')
                status = word(one['status'])
                line = (f'{kind} of {one["custom_fields"].get("muster_id")} {status}'
                        if status == RETIRED else f'{kind} {one["name"]} {status} {primary}')
                lines[line] += 1
            if active:
                lines.update(self.found_on(active, ports, on))
        return lines

    def found_on(self, owners, ports, on):
        of = 'device' if on == 'device_id' else 'virtual_machine'
        some = {on: list(owners)}
        for port in self.rows(ports, **some):
            if not port['enabled']:
                continue
            mac = (port.get('primary_mac_address') or {}).get('mac_address', '')
            yield f'port {owners[port[of]["id"]]}/{port["name"]} {mac}'
        for kind, table, key in (('mac', 'dcim/mac-addresses', 'mac_address'),
                                 ('ip', 'ipam/ip-addresses', 'address')):
            for one in self.rows(table, **some):
                port = one['assigned_object']
                if word(one.get('status', '')) == 'deprecated':
                    continue
                yield f'{kind} {owners[port[of]["id"]]}/{port["name"]} {one[key]}'

    def loose(self):
        """What is muster's and on nothing."""
        for table, key in (('dcim/mac-addresses', 'mac_address'), ('ipam/ip-addresses', 'address')):
            for one in self.rows(table, tag='muster'):
                if one.get('assigned_object_id') is None:
                    yield f'{key} {one[key]} on nothing'


def word(choice):
    """A choice's value, as plain JSON or as pynetbox has it."""
    return choice['value'] if isinstance(choice, dict) else getattr(choice, 'value', str(choice).lower())


class Inventory:
    """A repository with a remote, and muster at work on it."""

    def __init__(self, muster, url, folder, target=''):
        self.muster, self.folder, self.target = muster, pathlib.Path(folder), target
        self.url, self.sites, self.policy, self.running = url, {}, None, None
        self.classes = ''
        self.before = []  # words before muster: faketime
        self.offline = []  # what an apply is told where the remote is not to be asked
        own = {k: v for k, v in os.environ.items() if k not in ('MUSTER_CONFIG', 'GITHUB_ACTIONS')}
        self.environment = {**own, 'NO_COLOR': '1', 'CI': '1',
                            'XDG_CONFIG_HOME': str(self.folder / 'no-own-config')}
        self.place = self.folder / 'inventory'
        subprocess.run(['git', 'init', '-q', '--bare', '-b', 'main', self.folder / 'remote.git'], check=True)
        self.place.mkdir()
        self.git('init', '-q', '-b', 'main')
        self.git('config', 'user.name', 'Jo')
        self.git('config', 'user.email', 'jo@example.org')
        self.git('remote', 'add', 'origin', str(self.folder / 'remote.git'))
        self.configure()
        self.commit('Begin')
        self.git('remote', 'set-head', 'origin', 'main')

    def git(self, *words):
        done = subprocess.run(['git', '-C', str(self.place), *words], check=True,
                              stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def configure(self):
        sites = ''.join(f'  {name}: {{networks: [{network}]}}\n' for name, network in self.sites.items())
        (self.place / 'muster.yaml').write_text(
            'sites:' + ('\n' + sites if sites else ' {}\n') + f'''classifications:
  server: {{netbox: device, role: server, manufacturer: generic, device_type: generic-server}}
  switch: {{netbox: device, role: switch, manufacturer: generic, device_type: generic-switch}}
  reported: {{netbox: device, role: server, manufacturer: generic, device_type: generic-server,
    manage: {{serial: report, status: report}}}}
{self.classes}  vm: {{netbox: vm, role: vm}}
targets:
  netbox: {{kind: netbox, url: "{self.url}", token: {{env: NETBOX_TOKEN}}{self.target}}}
policy: {{{self.policy or 'max_creates: 100000, max_updates: 100%, max_deletes: 100%'}}}
''')

    def site(self, name, network):
        self.sites[name] = network
        self.configure()
        return name

    def write(self, host):
        """The host's file; its path is what it was first written to."""
        host.path = host.path or f'hosts/{host.site}/{host.name}--{host.ident}.yaml'
        path = self.place / host.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(host.text())

    def remove(self, host):
        (self.place / host.path).unlink()

    def commit(self, message):
        self.git('add', '-A')
        self.git('commit', '-q', '--allow-empty', '-m', message)
        self.git('push', '-q', '-u', 'origin', 'main')

    def run(self, *words, token=None):
        """A command of muster's: exit code, output, messages."""
        environment = {**self.environment, **({'NETBOX_TOKEN': token} if token else {})}
        self.running = subprocess.Popen([*self.before, self.muster, '-C', str(self.place), *words],
                                        env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        out, err = self.running.communicate()
        return self.running.returncode, out, err

    def plan(self, *words, token=None):
        return self.run('reconcile', '--plan', '--detailed-exitcode', '--quiet', *words, token=token)

    def apply(self, *words, token=None):
        return self.run('reconcile', '--quiet', *self.offline, *words, token=token)

    def settle(self, *words):
        """Applies until one says that it is done: runs, and the exit codes."""
        codes = []
        while not codes or (codes[-1] != 0 and len(codes) < MOST_RUNS):
            code, self.out, self.err = self.apply(*words)
            codes.append(code)
        return codes


def compared(found, hosts, more=()):
    """What is too much and what is missing, as lines."""
    wanted = collections.Counter(line for host in hosts for line in host.wanted())
    wanted.update(more)
    return list((found - wanted).elements()), list((wanted - found).elements())
