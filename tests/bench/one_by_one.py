#!/usr/bin/env python3
"""What muster writes, written the straightforward way: pynetbox, one object after the other.

  muster ls --json | one_by_one.py HOSTS      NETBOX_URL and NETBOX_TOKEN name an empty NetBox

It looks nothing up and compares nothing: it only creates, as fast as one request each allows.
Prints one JSON object: hosts, objects, requests and the seconds they took.
"""
import json
import os
import sys
import time

import pynetbox

SWEPT = ['dcim.device', 'virtualization.virtualmachine', 'dcim.interface',
         'virtualization.vminterface', 'dcim.macaddress', 'ipam.ipaddress']


class Counter:
    def __init__(self, session):
        self.requests = 0
        self.send = session.send
        session.send = self.counted

    def counted(self, *words, **more):
        self.requests += 1
        return self.send(*words, **more)


def once(kept, endpoint, slug, **fields):
    """A prerequisite, created when it is first needed."""
    if (endpoint.name, slug) not in kept:
        kept[endpoint.name, slug] = endpoint.create(slug=slug, **fields).id
    return kept[endpoint.name, slug]


def owner_of(nb, kept, host, own):
    site = once(kept, nb.dcim.sites, host['site'], name=host['site'])
    kind = host['classification']
    role = once(kept, nb.dcim.device_roles, kind, name=kind, color='9e9e9e')
    common = {'name': host['name'], 'site': site, 'role': role, 'status': 'active', **own}
    if kind == 'vm':
        return nb.virtualization.virtual_machines.create(**common)
    maker = once(kept, nb.dcim.manufacturers, 'generic', name='generic')
    model = once(kept, nb.dcim.device_types, kind, manufacturer=maker, model=kind)
    return nb.dcim.devices.create(device_type=model, **common)


def write(nb, kept, host):
    own = {'tags': [kept['tag']], 'custom_fields': {'muster_id': host['id']}}
    owner = owner_of(nb, kept, host, own)
    virtual = host['classification'] == 'vm'
    objects = 1
    primary = None
    for port in host['interfaces']:
        if virtual:
            interface = nb.virtualization.interfaces.create(
                virtual_machine=owner.id, name=port['name'], **own)
        else:
            interface = nb.dcim.interfaces.create(
                device=owner.id, name=port['name'], type='other', **own)
        on = {'assigned_object_type': 'virtualization.vminterface' if virtual else 'dcim.interface',
              'assigned_object_id': interface.id}
        objects += 1
        if port.get('mac'):
            mac = nb.dcim.mac_addresses.create(mac_address=port['mac'], **on, **own)
            interface.update({'primary_mac_address': mac.id})
            objects += 1
        for address in port['addresses']:
            ip = nb.ipam.ip_addresses.create(address=address, status='active', **on, **own)
            primary = primary or ip
            objects += 1
    if primary:
        owner.update({'primary_ip4': primary.id})
    return objects


def main():
    hosts = [host for host in json.load(sys.stdin)['hosts'] if host['approval'] == 'approved']
    sample = hosts[::max(1, len(hosts) // int(sys.argv[1]))][:int(sys.argv[1])]
    nb = pynetbox.api(os.environ['NETBOX_URL'], token=os.environ['NETBOX_TOKEN'])
    counter = Counter(nb.http_session)
    start = time.monotonic()
    kept = {'tag': nb.extras.tags.create(name='muster', slug='muster').id}
    nb.extras.custom_fields.create(name='muster_id', type='text', object_types=SWEPT)
    objects = 2 + sum(write(nb, kept, host) for host in sample)
    print(json.dumps({'hosts': len(sample), 'objects': objects + len(kept) - 1,
                      'requests': counter.requests, 'wall': round(time.monotonic() - start, 2)}))


if __name__ == '__main__':
    main()
