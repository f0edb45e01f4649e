#!/usr/bin/env python3
"""Writes an inventory: muster.yaml and host files, the same for the same number.

  tests/browser/inventory.py DIR HOSTS

A site has up to 5,000 hosts on a tree of switches, 40 a switch. The first host is hostile: what a
network may say of it must be text on every page.
"""
import pathlib
import sys

ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
HOSTS_OF_A_SITE = 5000
HOSTS_OF_A_SWITCH = 40
BELOW_ONE = 8
CLASSES = ['server', 'workstation', 'printer', 'phone']
VENDORS = ['Brother Industries', 'Dell Inc.', 'HP Inc.', 'Espressif Inc.', 'Axis Communications']
EVIL = ['</script><script>document.title = 1</script>', '<img src=x onerror=document.title=2>',
        '=cmd|calc', 'javascript:document.title=3', '${document.title=4}', '&lt;b&gt;"\'`']


def id_of(number):
    text = ''
    for _ in range(10):
        number = (number * 2862933555777941757 + 3037000493) % 2**64
        text += ALPHABET[number >> 59]
    return text


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def host(number):
    site, place = divmod(number, HOSTS_OF_A_SITE)
    mac = ':'.join(f'{byte:02x}' for byte in (0x02, site, *(number * 2654435761 % 2**32).to_bytes(4, 'big')))
    switch, port = divmod(place, HOSTS_OF_A_SWITCH)
    is_switch = port == 0
    above = (switch - 1) // BELOW_ONE
    return {
        'id': id_of(number + 1), 'site': f'site{site}',
        'name': f'sw-{site}-{switch}' if is_switch else f'host-{number:05}',
        'class': 'network' if is_switch else CLASSES[number % 4],
        'approval': ['pending', 'approved', 'pending', 'rejected'][number // 3 % 4],
        'address': f'10.{site}.{place // 250}.{place % 250 + 1}', 'mac': mac,
        'vendor': VENDORS[number % 5],
        'switch': f'sw-{site}-{above if is_switch else switch}', 'top': is_switch and switch == 0,
        'port': f'Gi1/0/{40 + switch % BELOW_ONE if is_switch else port}',
        'day': f'2026-0{number % 9 + 1}-1{number % 10}',
    }


def host_text(one):
    attached = '' if one['top'] else (
        f'  attached:\n    - {{switch: {one["switch"]}, port: "{one["port"]}", confidence: certain, '
        'because: [bridge-host, only-mac]}\n')
    return (f'id: {one["id"]}\nclassification: {one["class"]}\napproval: {one["approval"]}\n'
            f'name: ""\n\ntags: []\n\nnotes: ""\n\noverrides: {{}}\n\nobserved:\n  state: present\n'
            f'  name: {one["name"]}\n  site: {one["site"]}\n  first_seen: {one["day"]}\n'
            f'  proposed: {{classification: {one["class"]}, rule: vendors, because: ["vendor {one["vendor"]}"]}}\n'
            f'  identity: ["mac:{one["mac"]}"]\n  interfaces:\n'
            f'    - {{name: eth0, mac: "{one["mac"]}", addresses: [{one["address"]}/24], vlans: [{20 + len(one["name"]) % 3}]}}\n'
            f'{attached}  vendor: {one["vendor"]}\n  names:\n    - {{name: {one["name"]}, source: dhcp}}\n'
            f'    - {{name: {one["name"]}.example, source: ptr}}\n'
            '  sources: [mikrotik:core, switch:all]\n  attention: []\n')


def evil_text(one):
    names = ''.join(f'    - {{name: {quoted(text)}, source: dhcp}}\n' for text in EVIL)
    return (f'id: {one["id"]}\nclassification: unknown\napproval: pending\nname: ""\n\n'
            f'tags: [{quoted(EVIL[1])}]\n\nnotes: {quoted(EVIL[0])}\n\noverrides: {{}}\n\n'
            f'observed:\n  state: present\n  name: evil\n  site: {one["site"]}\n  first_seen: 2026-01-01\n'
            f'  proposed: {{classification: unknown, rule: "", because: []}}\n'
            f'  identity: ["mac:{one["mac"]}"]\n  interfaces:\n'
            f'    - {{name: {quoted(EVIL[1])}, mac: "{one["mac"]}", addresses: [{one["address"]}/24]}}\n'
            f'  attached:\n    - {{switch: {quoted(EVIL[0])}, port: {quoted(EVIL[1])}, '
            f'confidence: certain, because: [{quoted(EVIL[4])}]}}\n'
            f'  vendor: {quoted(EVIL[1])}\n  model: {quoted(EVIL[0])}\n  names:\n{names}'
            f'  sources: [mikrotik:core]\n  attention: [{quoted(EVIL[1])}]\n')


def main():
    top, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    sites = (count + HOSTS_OF_A_SITE - 1) // HOSTS_OF_A_SITE
    lines = ['sites:'] + [f'  site{site}: {{domain: site{site}.example, networks: [10.{site}.0.0/16]}}'
                          for site in range(sites)]
    lines += ['sources:', f'  lan: {{kind: sweep, site: site0}}', 'classifications:']
    lines += [f'  {name}: {{netbox: device, role: {name}, manufacturer: generic, device_type: generic}}'
              for name in [*CLASSES, 'network']]
    top.mkdir(parents=True, exist_ok=True)
    (top / 'muster.yaml').write_text('\n'.join(lines) + '\n')
    for number in range(count):
        one = host(number)
        text = evil_text(one) if number == 1 else host_text(one)
        name = 'evil' if number == 1 else one['name']
        folder = top / 'hosts' / one['site'] / (one['id'][:2] if count > 800 else '')
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f'{name}--{one["id"]}.yaml').write_text(text)


main()
