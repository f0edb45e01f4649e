#!/usr/bin/env python3
"""Drawn inventories, and drawn edits of them and of what they became in a NetBox by hand.

  netbox_rounds.py MUSTER [--draws N] [--seed N]     NETBOX_URL and NETBOX_TOKEN name the NetBox

Of every draw: some hosts are applied, then people edit host files and NetBox, then an apply must make
NetBox what the host files say, leave what people made beside it, and leave nothing for a plan to do.
Prints a line a draw, and ends with 1 when anything is wrong.
"""
import argparse
import os
import pathlib
import random
import sys
import tempfile

from netbox_cases import HEAD, Case, play, tell
from netbox_proxy import Proxy
from netbox_world import Inventory, Reader


class Draw:
    """What is drawn of one case: all of it follows from the seed."""

    def __init__(self, at, seed):
        self.at, self.draw, self.made = at, random.Random(seed), 0
        self.told, self.beside = [], []

    def number(self):
        self.made += 1
        return self.made

    def add(self):
        n = self.number()
        at, kind = self.at, self.draw.choice(['server', 'server', 'vm', 'switch'])
        ports = [at.port(n, 'eno1')]
        if self.draw.random() < 0.4:
            ports.append(at.port(50 + n, 'eno2', self.draw.random() < 0.5))
        at.host(n, kind, ports)

    def live(self):
        return self.draw.choice(self.at.hosts)

    def two(self):
        return self.draw.sample(self.at.hosts, 2)

    # in host files
    def rename(self):
        self.live().name = f'{self.at.site}-n{self.number()}'

    def swap_names(self):
        one, two = self.two()
        one.name, two.name = two.name, one.name

    def swap_ports(self):
        one, two = self.two()
        one.ports, two.ports = two.ports, one.ports

    def swap_macs(self):
        one, two = (host.ports[0] for host in self.two())
        one.mac, two.mac = two.mac, one.mac

    def swap_addresses(self):
        one, two = (host.ports[0] for host in self.two())
        one.addresses, two.addresses = two.addresses, one.addresses

    def renumber(self):
        self.live().ports[0].addresses = [f'10.{self.at.number}.1.{self.number()}/24']

    def new_mac(self):
        self.live().ports[0].mac = self.at.mac(100 + self.number())

    def rename_port(self):
        self.live().ports[-1].name = f'port{self.number()}'

    def drop_port(self):
        host = self.live()
        if len(host.ports) > 1:
            host.ports.pop()

    def change_kind(self):
        host = self.live()
        self.at.more.append(host.retired())
        host.kind = 'server' if host.virtual else 'vm'

    # by hand in NetBox
    def some(self, table):
        rows = self.rows(table)
        return self.draw.choice(rows)['id'] if rows else None

    def rows(self, table):
        at, reader = self.at, self.at.reader
        if table.endswith(('devices', 'virtual-machines')):
            return sorted(reader.rows(table, site=at.site), key=lambda one: one['id'])
        on = 'virtual_machine' if table.startswith('virtualization') else 'device'
        owners = self.rows('virtualization/virtual-machines' if on != 'device' else 'dcim/devices')
        if not owners:
            return []
        found = reader.rows(table, **{f'{on}_id': [one['id'] for one in owners]})
        theirs = {ident for (of, ident) in at.people if of == table}
        return sorted((one for one in found if one['id'] not in theirs), key=lambda one: one['id'])

    def delete(self, table):
        ident = self.some(table)
        if ident is not None:
            self.at.delete(table, ident)

    def patch(self, table, **fields):
        ident = self.some(table)
        if ident is not None:
            self.at.patch(table, ident, **fields)

    def put_beside(self):
        """An interface with a MAC and an address that are nobody's but people's."""
        at, n = self.at, self.number()
        device = self.some('dcim/devices')
        if device is None:
            return
        name = at.reader.send('GET', f'dcim/devices/{device}/')['name']
        port = at.by_hand('dcim/interfaces', device=device, name=f'ilo{n}', type='other')
        on = dict(assigned_object_type='dcim.interface', assigned_object_id=port)
        at.by_hand('dcim/mac-addresses', mac_address=at.mac(200 + n), **on)
        at.by_hand('ipam/ip-addresses', address=f'10.{at.number}.9.{n}/24', **on)
        self.beside.append((device, [f'port {{}}/ilo{n} ', f'mac {{}}/ilo{n} {at.mac(200 + n).upper()}',
                                     f'ip {{}}/ilo{n} 10.{at.number}.9.{n}/24'], name))

    def play(self, at):
        at.words = ['--allow', 'missing']  # a device of so few is more than a tenth
        for _ in range(self.draw.randint(4, 7)):
            self.add()
        at.start()
        in_git = [self.add, self.change_kind, self.rename, self.swap_names, self.swap_ports,
                  self.swap_macs, self.swap_addresses, self.renumber, self.new_mac, self.rename_port, self.drop_port]
        by_hand = {
            'rename a device': lambda: self.patch('dcim/devices', name=f'{at.site}-x{self.number()}'),
            'rename a VM': lambda: self.patch('virtualization/virtual-machines',
                                              name=f'{at.site}-x{self.number()}'),
            'another status': lambda: self.patch('dcim/devices', status='planned'),
            'rename an interface': lambda: self.patch('dcim/interfaces', name=f'x{self.number()}'),
            'no primary MAC': lambda: self.patch('dcim/interfaces', primary_mac_address=None),
            'no primary address': lambda: self.patch('dcim/devices', primary_ip4=None),
            'delete a device': lambda: self.delete('dcim/devices'),
            'delete a VM': lambda: self.delete('virtualization/virtual-machines'),
            'delete an interface': lambda: self.delete('dcim/interfaces'),
            'delete an interface of a VM': lambda: self.delete('virtualization/interfaces'),
            'delete a MAC': lambda: self.delete('dcim/mac-addresses'),
            'delete an address': lambda: self.delete('ipam/ip-addresses')}
        for work in self.draw.sample(in_git, self.draw.randint(1, 4)):
            work()
            self.told.append(work.__name__)
        for what in self.draw.sample(sorted(by_hand), self.draw.randint(1, 4)):
            by_hand[what]()
            self.told.append(what)
        if self.draw.random() < 0.5:
            self.put_beside()
            self.told.append('put an interface beside')
            self.expect_beside()

    def expect_beside(self):
        """People's lines stand under the name that their device will have."""
        at = self.at
        for device, lines, name in self.beside:
            there = at.reader.send('GET', f'dcim/devices/{device}/')
            ident = there['custom_fields']['muster_id']
            host = next((one for one in at.hosts if one.ident == ident and not one.virtual), None)
            at.more += [line.format(host.name if host else name) for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('--draws', type=int, default=20)
    parser.add_argument('--seed', type=int, default=1, help='of the first draw')
    options = parser.parse_args()
    reader = Reader(os.environ['NETBOX_URL'], os.environ['NETBOX_TOKEN'])
    print(f'read by {reader.name}\n{HEAD}')
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        proxy = Proxy(os.environ['NETBOX_URL'])
        inventory = Inventory(str(pathlib.Path(options.muster).resolve()), proxy.url, folder)
        for number in range(1, options.draws + 1):
            seed = options.seed + number - 1
            at = Case(inventory, reader, proxy, number)
            drawn = Draw(at, seed)
            row, fine = play(drawn.play, at)
            tell(f'seed {seed}', row, fine)
            if not fine:
                print(f'seed {seed}: {", ".join(drawn.told)}', file=sys.stderr)
            right += fine
    print(f'{options.draws} draws, {right} as they should be')
    return 0 if right == options.draws else 1


if __name__ == '__main__':
    sys.exit(main())
