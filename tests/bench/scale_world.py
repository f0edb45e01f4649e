#!/usr/bin/env python3
"""Writes muster.yaml and tapes of many sites: what `muster discover --replay DIR/tapes` reads.

  tests/bench/scale_world.py DIR HOSTS     HOSTS count switches and routers too

A site has some 2,000 hosts. 40 switches form a tree, eight below one; one router gives all leases
and knows all addresses; one host in ten is a guest of the site's cluster. A switch with others
below it has learned every MAC of its site, one without the MACs of its own ports and every fourth
of the others.
"""
import json
import pathlib
import sys

HOSTS_OF_A_SITE = 2000
HOSTS_OF_A_SWITCH = 50
BELOW_ONE = 8
VLANS = range(20, 28)
PORTS_OF_A_VLAN = 5
FIRST_DOWN = len(VLANS) * PORTS_OF_A_VLAN + 1
UPLINK = FIRST_DOWN + BELOW_ONE
NODES = 4
KINDS = [('00:11:32', 'nas'), ('00:25:90', 'srv'), ('00:80:77', 'lab'), ('3C:2A:F4', 'prn'),
         ('80:5E:C0', 'phone'), ('A4:BB:6D', 'ws'), ('AC:CC:8E', 'cam'), ('DC:A6:32', 'pi')]
GUEST = ('BC:24:11', 'vm')
SWITCH = '00:1C:73'
ROUTER = 'E4:8D:8C'

ITSELF = {
    '/system/resource': 'version,board-name',
    '/system/identity': 'name',
    '/system/routerboard': 'model,serial-number',
    '/interface': 'name,mac-address,type,comment,actual-mtu',
    '/ip/address': 'address,interface,disabled,invalid',
    '/ipv6/address': 'address,interface,disabled,invalid',
    '/interface/bridge': 'name,mac-address,vlan-filtering',
    '/interface/bridge/port': 'interface,bridge,pvid,role,disabled',
    '/interface/bridge/vlan': 'bridge,vlan-ids,tagged,untagged,current-tagged,current-untagged,'
                              'disabled',
    '/interface/bonding': 'name,slaves',
    '/ip/dhcp-server/lease': 'address,mac-address,client-id,active-address,active-mac-address,'
                             'active-client-id,status,host-name,agent-circuit-id,agent-remote-id,'
                             'dynamic,disabled,comment',
    '/ipv6/dhcp-server/binding': 'address,duid,status,dynamic,disabled,comment',
    '/ip/arp': 'address,mac-address,interface,complete,invalid,disabled,dynamic,status,comment',
    '/ipv6/neighbor': 'address,mac-address,interface,status,comment',
    '/interface/bridge/host': 'mac-address,on-interface,interface,vid,local,dynamic,invalid,'
                              'disabled,comment',
    '/ip/neighbor': 'mac-address,address,address4,address6,identity,platform,version,board,'
                    'interface,interface-name,system-description,system-caps,system-caps-enabled,'
                    'discovered-by',
}
LACKING = ['/interface/wifi/registration-table', '/interface/wifiwave2/registration-table',
           '/interface/wireless/registration-table', '/caps-man/registration-table']
STATION = 'interface,mac-address,ap,authorized,comment'


def mac(prefix, serial):
    return f'{prefix}:{serial >> 16 & 255:02X}:{serial >> 8 & 255:02X}:{serial & 255:02X}'


def plain(text):
    return text.replace(':', '')


def index(text):
    return '.'.join(str(int(part, 16)) for part in text.split(':'))


def mask(ports):
    bits = sum(1 << (55 - port + 1) for port in ports)
    return f'{bits:014X}'


def ports_of(vlan):
    first = (vlan - VLANS[0]) * PORTS_OF_A_VLAN + 1
    return range(first, first + PORTS_OF_A_VLAN)


class Host:
    __slots__ = ('number', 'address', 'mac', 'name', 'vlan', 'guest', 'switch', 'port', 'index')

    def __init__(self, site, number, serial):
        self.number = number
        self.guest = number % 10 == 9
        prefix, kind = GUEST if self.guest else KINDS[serial * 7 % len(KINDS)]
        self.mac = mac(prefix, serial)
        self.index = index(self.mac)
        self.name = f'{kind}-s{site.number:02}-{number:05}'
        self.address = f'10.{39 + site.number}.{1 + number // 250}.{2 + number % 250}'
        self.vlan = VLANS[number // 250 % len(VLANS)]
        self.switch = 0 if self.guest else site.leaves[number % len(site.leaves)]
        turn = number // len(site.leaves)
        own = ports_of(self.vlan)[turn % PORTS_OF_A_VLAN]
        self.port = number % NODES + 1 if self.guest else own


class Site:
    def __init__(self, number, switches, first_switch, hosts, first_serial):
        self.number = number
        self.name = f's{number:02}'
        self.router = f'gw-{self.name}'
        self.router_mac = mac(ROUTER, number)
        self.macs = [mac(SWITCH, (first_switch + k) * 64) for k in range(switches)]
        self.first_switch = first_switch
        self.leaves = [k for k in range(switches) if k * BELOW_ONE + 1 >= switches]
        self.hosts = [Host(self, n, first_serial + n) for n in range(hosts)]

    def switch(self, k):
        return f'{self.name}-sw{k:02}'

    def address(self, k):
        return f'10.{39 + self.number}.250.{1 + k}'

    def port_toward(self, k, far):
        """Of switch k: its uplink, unless `far` is below it."""
        while far > k:
            above = (far - 1) // BELOW_ONE
            if above == k:
                return FIRST_DOWN + (far - 1) % BELOW_ONE
            far = above
        return UPLINK


def exchange(path, answer, status=200):
    return {'method': 'GET', 'path': path, 'status': status, 'reason': 'OK',
            'headers': {'content-type': 'application/json'}, 'json': answer}


def write_tape(folder, name, exchanges):
    tape = {'tape': 1, 'source': name, 'exchanges': exchanges}
    (folder / f'{name.replace(":", ".")}.tape.json').write_text(json.dumps(tape) + '\n')


def lease(host):
    return {'address': host.address, 'mac-address': host.mac, 'active-address': host.address,
            'active-mac-address': host.mac, 'status': 'bound', 'host-name': host.name,
            'dynamic': 'true', 'disabled': 'false'}


def arp(host):
    return {'address': host.address, 'mac-address': host.mac, 'interface': 'bridge',
            'complete': 'true', 'dynamic': 'true', 'disabled': 'false'}


def router_tape(site):
    rows = {
        '/system/resource': {'version': '7.16.1 (stable)', 'board-name': 'CCR2004-16G-2S+'},
        '/system/identity': {'name': site.router},
        '/system/routerboard': {'model': 'CCR2004-16G-2S+',
                                'serial-number': f'HGL{site.number:08}'},
        '/interface': [{'name': name, 'mac-address': site.router_mac, 'type': kind}
                       for name, kind in (('bridge', 'bridge'), ('ether1', 'ether'))],
        '/ip/address': [{'address': f'10.{39 + site.number}.0.1/16', 'interface': 'bridge'}],
        '/ip/dhcp-server/lease': [lease(host) for host in site.hosts],
        '/ip/arp': [arp(host) for host in site.hosts],
    }
    told = [exchange(f'/rest{path}?.proplist={fields}', rows.get(path, []))
            for path, fields in ITSELF.items()]
    none = {'error': 400, 'message': 'Bad Request', 'detail': 'no such command'}
    told += [exchange(f'/rest{path}?.proplist={STATION}', none, 400) for path in LACKING]
    return told


def guest_exchanges(site, host, number):
    node = f'{site.name}-node{host.number % NODES + 1}'
    path = f'/api2/json/nodes/{node}/qemu/{number}'
    config = {'net0': f'virtio={host.mac},bridge=vmbr0,tag={host.vlan}', 'cores': 2, 'agent': '1'}
    told = {'name': 'ens18', 'hardware-address': host.mac.lower(),
            'ip-addresses': [{'ip-address-type': 'ipv4', 'ip-address': host.address, 'prefix': 16}]}
    row = {'id': f'qemu/{number}', 'type': 'qemu', 'vmid': number, 'node': node, 'name': host.name,
           'status': 'running'}
    return row, [exchange(f'{path}/config?current=1', {'data': config}),
                 exchange(f'{path}/agent/network-get-interfaces', {'data': {'result': [told]}})]


def cluster_tape(site):
    rows, each = [], []
    for host in site.hosts:
        if host.guest:
            row, told = guest_exchanges(site, host, 100 + host.number)
            rows.append(row)
            each += told
    status = [{'type': 'cluster', 'name': f'pve-{site.name}'}]
    return [exchange('/api2/json/version', {'data': {'version': '9.0.3'}}),
            exchange('/api2/json/cluster/status', {'data': status}),
            exchange('/api2/json/cluster/resources?type=vm', {'data': rows})] + each


def interfaces(site, k):
    """Of switch k: names, kinds, addresses and bridge ports of its interfaces."""
    serial = (site.first_switch + k) * 64
    for port in range(1, UPLINK + 1):
        yield f'1.3.6.1.2.1.2.2.1.2.{port}|4|Ethernet{port}'
        yield f'1.3.6.1.2.1.2.2.1.3.{port}|2|6'
        yield f'1.3.6.1.2.1.2.2.1.6.{port}|4x|{plain(mac(SWITCH, serial + port))}'
        yield f'1.3.6.1.2.1.31.1.1.1.1.{port}|4|Ethernet{port}'
        yield f'1.3.6.1.2.1.17.1.4.1.2.{port}|2|{port}'
    yield '1.3.6.1.2.1.2.2.1.2.200|4|Vlan1'
    yield '1.3.6.1.2.1.2.2.1.3.200|2|136'
    yield f'1.3.6.1.2.1.2.2.1.6.200|4x|{plain(site.macs[k])}'
    yield '1.3.6.1.2.1.31.1.1.1.1.200|4|Vlan1'
    yield f'1.3.6.1.2.1.4.34.1.3.1.4.{site.address(k)}|2|200'


def vlans():
    down = range(FIRST_DOWN, UPLINK + 1)
    for vlan in VLANS:
        yield f'1.3.6.1.2.1.17.7.1.4.2.1.3.0.{vlan}|66|{vlan}'
        yield f'1.3.6.1.2.1.17.7.1.4.2.1.4.0.{vlan}|4x|{mask([*ports_of(vlan), *down])}'
        yield f'1.3.6.1.2.1.17.7.1.4.2.1.5.0.{vlan}|4x|{mask(ports_of(vlan))}'
        for port in ports_of(vlan):
            yield f'1.3.6.1.2.1.17.7.1.4.5.1.1.{port}|66|{vlan}'


def neighbor(port, address, name, remote_port, description, bits):
    row = f'0.{port}.{port}'
    yield f'1.0.8802.1.1.2.1.3.7.1.3.{port}|4|Ethernet{port}'
    yield f'1.0.8802.1.1.2.1.4.1.1.4.{row}|2|4'
    yield f'1.0.8802.1.1.2.1.4.1.1.5.{row}|4x|{plain(address)}'
    yield f'1.0.8802.1.1.2.1.4.1.1.6.{row}|2|5'
    yield f'1.0.8802.1.1.2.1.4.1.1.7.{row}|4|{remote_port}'
    yield f'1.0.8802.1.1.2.1.4.1.1.9.{row}|4|{name}'
    yield f'1.0.8802.1.1.2.1.4.1.1.10.{row}|4|{description}'
    yield f'1.0.8802.1.1.2.1.4.1.1.12.{row}|4x|{bits}'


EOS = 'Arista Networks EOS version 4.31.1F running on a switch'


def neighbors(site, k):
    if k == 0:
        yield from neighbor(ports_of(VLANS[-1])[-1], site.router_mac, site.router, 'ether1',
                            'MikroTik RouterOS 7.16.1', '2800')
    else:
        above = (k - 1) // BELOW_ONE
        yield from neighbor(UPLINK, site.macs[above], site.switch(above),
                            f'Ethernet{FIRST_DOWN + (k - 1) % BELOW_ONE}', EOS, '2000')
    for low in range(k * BELOW_ONE + 1, min(k * BELOW_ONE + BELOW_ONE + 1, len(site.macs))):
        yield from neighbor(FIRST_DOWN + (low - 1) % BELOW_ONE, site.macs[low], site.switch(low),
                            f'Ethernet{UPLINK}', EOS, '2000')


def learned(site, k):
    """The forwarding rows of switch k: the place of each MAC within the table, and its port."""
    leaf = k * BELOW_ONE + 1 >= len(site.macs)
    toward = [site.port_toward(k, far) for far in range(len(site.macs))]
    for far, address in enumerate(site.macs):
        if far != k:
            yield f'1.{index(address)}', toward[far]
    for host in site.hosts:
        if host.switch == k:
            yield f'{host.vlan}.{host.index}', host.port
        elif not leaf or (host.number + k) % 4 == 0:
            yield f'{host.vlan}.{host.index}', toward[host.switch]


def switch_tape(site, k):
    lines = [f'1.3.6.1.2.1.1.1.0|4|{EOS}', '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.30065.1.1',
             f'1.3.6.1.2.1.1.5.0|4|{site.switch(k)}',
             f'1.3.6.1.2.1.17.1.1.0|4x|{plain(site.macs[k])}',
             '1.0.8802.1.1.2.1.3.1.0|2|4', f'1.0.8802.1.1.2.1.3.2.0|4x|{plain(site.macs[k])}']
    if k > 0:
        lines.append(f'1.3.6.1.2.1.17.2.7.0|2|{UPLINK}')
    lines += [*interfaces(site, k), *vlans(), *neighbors(site, k)]
    for row, port in learned(site, k):
        lines.append(f'1.3.6.1.2.1.17.7.1.2.2.1.2.{row}|2|{port}')
        lines.append(f'1.3.6.1.2.1.17.7.1.2.2.1.3.{row}|2|3')
    return '\n'.join(lines) + '\n'


CLASSIFICATIONS = """classifications:
  network: {netbox: device, role: network, manufacturer: generic, device_type: network, dns: true}
  server: {netbox: device, role: server, manufacturer: generic, device_type: server, dns: true}
  printer: {netbox: device, role: printer, manufacturer: generic, device_type: printer, dns: true}
  phone: {netbox: device, role: phone, manufacturer: generic, device_type: phone}
  workstation: {netbox: device, role: workstation, manufacturer: generic, device_type: pc}
  iot: {netbox: device, role: iot, manufacturer: generic, device_type: iot}
  unknown: {netbox: device, role: unknown, manufacturer: generic, device_type: unknown}
  vm: {netbox: vm, role: vm, dns: true}
targets:
  netbox: {kind: netbox, url: "@NETBOX_URL@", token: {env: NETBOX_TOKEN}}
"""


def config(sites):
    lines = ['sites:']
    for site in sites:
        network = f'10.{39 + site.number}.0.0/16'
        lines.append(f'  {site.name}: {{domain: {site.name}.example, networks: [{network}]}}')
    lines.append('sources:')
    for site in sites:
        name = site.name
        lines += [f'  {site.router}: {{kind: mikrotik, site: {name}, username: reader,',
                  f'    url: "https://gw.{name}.example", password: {{env: NOTHING}}}}',
                  f'  pve-{name}: {{kind: proxmox, site: {name}, token_id: "reader@pve!muster",',
                  f'    url: "https://pve.{name}.example", token: {{env: NOTHING}}}}',
                  f'  access-{name}:', '    kind: switch', f'    site: {name}',
                  '    community: {env: NOTHING}', '    switches:']
        lines += [f'      {site.switch(k)}: {site.address(k)}' for k in range(len(site.macs))]
    return '\n'.join(lines) + '\n' + CLASSIFICATIONS


def share(total, parts, n):
    return total * (n + 1) // parts - total * n // parts


def main():
    folder, hosts = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    sites = max(1, hosts // HOSTS_OF_A_SITE)
    switches = max(sites, hosts // HOSTS_OF_A_SWITCH)
    tapes = folder / 'tapes'
    tapes.mkdir(parents=True)
    all_sites, first_switch, first_serial = [], 1, 1
    for n in range(sites):
        count = share(switches, sites, n)
        others = share(hosts - switches - sites, sites, n)
        site = Site(n + 1, count, first_switch, others, first_serial)
        first_switch += count
        first_serial += others
        all_sites.append(site)
        write_tape(tapes, f'mikrotik:{site.router}', router_tape(site))
        write_tape(tapes, f'proxmox:pve-{site.name}', cluster_tape(site))
        for k in range(count):
            (tapes / f'switch.{site.switch(k)}.snmprec').write_text(switch_tape(site, k))
        site.hosts = []
    (folder / 'muster.yaml.in').write_text(config(all_sites))
    print(f'{hosts} hosts, {sites} sites, {switches} switches')


main()
