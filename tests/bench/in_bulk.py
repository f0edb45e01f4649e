#!/usr/bin/env python3
"""What muster writes, written as fast as a script can that knows all beforehand: lists of objects, a
kind after the other, nothing looked up, nothing compared, nothing read again.

  muster ls --json | in_bulk.py HOSTS [SIZE]     NETBOX_URL and NETBOX_TOKEN name an empty NetBox

Prints one JSON object: hosts, objects, requests and the seconds they took.
"""
import json
import os
import sys
import time

import pynetbox
from one_by_one import SWEPT, Counter, once


def in_lists(rows, send, size):
    """The ids of what was made, in the order of the rows."""
    ids = []
    for at in range(0, len(rows), size):
        ids += [made.id for made in send(rows[at:at + size])]
    return ids


class Kinds:
    """Devices or virtual machines, and what is on them."""

    def __init__(self, nb, virtual):
        self.virtual = virtual
        self.owners = nb.virtualization.virtual_machines if virtual else nb.dcim.devices
        self.ports = nb.virtualization.interfaces if virtual else nb.dcim.interfaces
        self.of = 'virtual_machine' if virtual else 'device'
        self.model = 'virtualization.vminterface' if virtual else 'dcim.interface'


def owner_of(nb, kept, host, own):
    kind = host['classification']
    fields = {'name': host['name'], 'status': 'active', **own,
              'site': once(kept, nb.dcim.sites, host['site'], name=host['site']),
              'role': once(kept, nb.dcim.device_roles, kind, name=kind, color='9e9e9e')}
    if kind == 'vm':
        return fields
    maker = once(kept, nb.dcim.manufacturers, 'generic', name='generic')
    return {**fields, 'device_type': once(kept, nb.dcim.device_types, kind, manufacturer=maker, model=kind)}


def write(nb, kept, hosts, kinds, size):
    own = [{'tags': [kept['tag']], 'custom_fields': {'muster_id': host['id']}} for host in hosts]
    owners = in_lists([owner_of(nb, kept, *pair) for pair in zip(hosts, own)], kinds.owners.create, size)
    ports = [(port, owner, mark) for host, owner, mark in zip(hosts, owners, own)
             for port in host['interfaces']]
    rows = [{kinds.of: owner, 'name': port['name'], **mark, **({} if kinds.virtual else {'type': 'other'})}
            for port, owner, mark in ports]
    made = in_lists(rows, kinds.ports.create, size)
    on = [{'assigned_object_type': kinds.model, 'assigned_object_id': ident} for ident in made]
    macs = [({'mac_address': port['mac'], **where, **mark}, ident)
            for (port, _, mark), where, ident in zip(ports, on, made) if port.get('mac')]
    ids = in_lists([row for row, _ in macs], nb.dcim.mac_addresses.create, size)
    in_lists([{'id': ident, 'primary_mac_address': mac} for (_, ident), mac in zip(macs, ids)],
             kinds.ports.update, size)
    addresses = [({'address': address, 'status': 'active', **where, **mark}, owner)
                 for (port, owner, mark), where in zip(ports, on) for address in port['addresses']]
    ids = in_lists([row for row, _ in addresses], nb.ipam.ip_addresses.create, size)
    primary = {}
    for (_, owner), ident in zip(addresses, ids):
        primary.setdefault(owner, ident)
    in_lists([{'id': owner, 'primary_ip4': ident} for owner, ident in primary.items()], kinds.owners.update, size)
    return len(owners) + len(made) + len(macs) + len(addresses)


def main():
    hosts = [host for host in json.load(sys.stdin)['hosts'] if host['approval'] == 'approved']
    hosts = hosts[::max(1, len(hosts) // int(sys.argv[1]))][:int(sys.argv[1])]
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    nb = pynetbox.api(os.environ['NETBOX_URL'], token=os.environ['NETBOX_TOKEN'])
    counter = Counter(nb.http_session)
    start = time.monotonic()
    kept = {'tag': nb.extras.tags.create(name='muster', slug='muster').id}
    nb.extras.custom_fields.create(name='muster_id', type='text', object_types=SWEPT)
    objects = 2
    for virtual in (False, True):
        some = [host for host in hosts if (host['classification'] == 'vm') == virtual]
        objects += write(nb, kept, some, Kinds(nb, virtual), size) if some else 0
    print(json.dumps({'hosts': len(hosts), 'objects': objects + len(kept) - 1,
                      'requests': counter.requests, 'wall': round(time.monotonic() - start, 2)}))


if __name__ == '__main__':
    main()
