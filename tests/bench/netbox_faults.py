#!/usr/bin/env python3
"""Goes wrong on purpose between muster and a NetBox, at each write of an apply, and asks a reader of
its own what became of it.

  netbox_faults.py MUSTER [--hosts N] [--every K] [--often K] [--fault NAME]…
                                             NETBOX_URL and NETBOX_TOKEN name the NetBox

Of every fault and every K-th write: an apply of N new hosts that meets it (and with --often meets it
at each K-th write after that again), then applies without one until the exit code is 0. Counted are
objects that are there twice, that are missing or on nothing, people's that changed, and lines that
the ledger lost: objects that no apply says it made (of a killed one: that it began).
Prints a line a fault, and ends with 1 when anything is wrong.
"""
import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile

from netbox_proxy import FAULTS, Proxy
from netbox_world import Host, Inventory, Port, Reader, compared

MADE = {'device': 'dcim/devices', 'interface': 'dcim/interfaces', 'mac-address': 'dcim/mac-addresses',
        'ip-address': 'ipam/ip-addresses'}
TOTALS = ['cases', 'converged', 'duplicates', 'missing', 'foreign', 'lost']


class Scene:
    """One NetBox with things of people's, and an inventory of its own for each case."""

    def __init__(self, options, reader, proxy):
        self.options, self.reader, self.proxy, self.cases = options, reader, proxy, 0
        self.people = self.theirs()

    def theirs(self):
        make, once = self.reader.make, self.reader.once
        site = once('dcim/sites', 'people', name='People')
        maker = once('dcim/manufacturers', 'people', name='People')
        kind = once('dcim/device-types', 'box', manufacturer=maker['id'], model='Box')
        role = once('dcim/device-roles', 'people', name='People', color='9e9e9e')
        device = make('dcim/devices', name='theirs', site=site['id'], device_type=kind['id'],
                      role=role['id'])
        port = make('dcim/interfaces', device=device['id'], name='eno1', type='other')
        on = dict(assigned_object_type='dcim.interface', assigned_object_id=port['id'])
        mac = make('dcim/mac-addresses', mac_address='02:00:00:ff:ff:ff', **on)
        address = make('ipam/ip-addresses', address='10.255.0.1/24', **on)
        paths = [f'dcim/devices/{device["id"]}/', f'dcim/interfaces/{port["id"]}/',
                 f'dcim/mac-addresses/{mac["id"]}/', f'ipam/ip-addresses/{address["id"]}/']
        return {path: self.reader.send('GET', path)['last_updated'] for path in paths}

    def touched(self):
        return sum(self.reader.send('GET', path)['last_updated'] != was
                   for path, was in self.people.items())

    def begin(self, folder):
        """An inventory with new hosts of a site of its own."""
        self.cases += 1
        n, count = self.cases, self.options.hosts
        inventory = Inventory(self.options.muster, self.proxy.url, folder,
                              target=f', batch: {self.options.batch}, timeout: 60s')
        inventory.offline = ['--offline', '--unmerged']
        site = inventory.site(f'case{n}', f'10.{n % 250}.0.0/16')
        hosts = [Host(f'h{n:04}{k:05}', site, f'{site}-{k}', 'server',
                      [Port('eno1', f'02:00:{n // 256:02x}:{n % 256:02x}:{k // 256:02x}:{k % 256:02x}',
                            [f'10.{n % 250}.{k // 250}.{k % 250 + 1}/16'])])
                 for k in range(count)]
        for host in hosts:
            inventory.write(host)
        inventory.commit(f'Approve {site}')
        return inventory, hosts

    def clear(self, site):
        """What a case made goes, so that the next is not slower."""
        ids = [one['id'] for one in self.reader.rows('dcim/devices', site=site)]
        for at in range(0, len(ids), 20):
            self.reader.send('DELETE', 'dcim/devices/', [{'id': one} for one in ids[at:at + 20]])


class Ledger:
    """What the applies of a case say they made, against what is there."""

    def __init__(self):
        self.made, self.killed, self.begun = dict.fromkeys(MADE, 0), False, True

    def add(self, inventory, code, out):
        if code < 0:
            self.killed = True
            self.begun = bool(inventory.git('for-each-ref', 'refs/muster/begun/'))
            return
        try:
            lines = json.loads(out)['applied']['operations']
        except (ValueError, KeyError):
            return
        for line in lines:
            if line['op'] == 'create' and line['result'] == 'done' and line['kind'] in self.made:
                self.made[line['kind']] += 1

    def lost(self, count):
        if self.killed:
            return 0 if self.begun else 1
        return sum(abs(count - made) for made in self.made.values())


def apply(scene, inventory, ledger):
    code, out, err = inventory.apply('--json')
    ledger.add(inventory, code, out)
    return code, out + err


def skewed(runs):
    """A clock that is a day ahead, then a day behind."""
    return ['faketime', '-f', '+1d' if runs % 2 == 0 else '-1d']


def set_up(scene, inventory, fault, at):
    if fault == 'clock-skew':
        inventory.before = skewed(0)
    elif fault == 'page-drift':
        scene.proxy.between = drifting(scene, at)
    else:
        scene.proxy.arm(fault, at, lambda: inventory.running, scene.options.often,
                        scene.options.slow)


def drifting(scene, at):
    """Between two reads, somebody makes an address and takes one away."""
    seen = 0

    def work(path):
        nonlocal seen
        seen += 1
        if seen != at:
            return False
        made = scene.reader.make('ipam/ip-addresses', address=f'10.254.{scene.cases % 250}.1/24')
        scene.reader.make('ipam/ip-addresses', address=f'10.254.{scene.cases % 250}.2/24')
        scene.reader.send('DELETE', f'ipam/ip-addresses/{made["id"]}/')
        scene.proxy.struck += 1
        return True
    return work


def try_fault(scene, fault, at):
    """How often the apply met the fault, and what became of the case."""
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as folder:
        inventory, hosts = scene.begin(folder)
        scene.proxy.arm()
        set_up(scene, inventory, fault, at)
        code, text = apply(scene, inventory, ledger)
        struck = scene.proxy.struck + (fault == 'clock-skew')
        scene.proxy.arm()
        scene.proxy.between = None
        runs = 1
        while code != 0 and runs < 4:
            if fault == 'clock-skew':
                inventory.before = skewed(runs)
            code, text = apply(scene, inventory, ledger)
            runs += 1
        if code != 0:
            print(f'{fault} at write {at}: not done after {runs} runs:\n{text[-3000:]}', file=sys.stderr)
        extra, missing = compared(scene.reader.found(hosts[0].site), hosts)
        lost = ledger.lost(len(hosts))
        scene.proxy.arm()
        quiet = apply(scene, inventory, Ledger())[0] == 0 and scene.proxy.writes == 0
        scene.clear(hosts[0].site)
    done = code == 0 and quiet and not missing
    return struck, runs, dict(cases=1, converged=int(done), duplicates=len(extra), missing=len(missing),
                              foreign=scene.touched(), lost=lost)


def try_all(scene, fault, writes):
    total, most, struck_in_all = dict.fromkeys(TOTALS, 0), 0, 0
    places = [1, 2] if fault == 'clock-skew' else range(1, writes + 1, scene.options.every)
    for at in places:
        struck, runs, one = try_fault(scene, fault, at)
        if not struck:
            break
        total = {key: total[key] + one[key] for key in TOTALS}
        most, struck_in_all = max(most, runs), struck_in_all + struck
    print(f"{fault:12} {total['cases']:5} {struck_in_all:7} {total['converged']:9} {most:4} "
          f"{total['duplicates']:10} {total['missing']:7} {total['foreign']:7} {total['lost']:6}", flush=True)
    good = total['cases'] == total['converged'] and total['cases'] > 0
    return good and not any(total[key] for key in TOTALS[2:])


def counted_writes(scene):
    """The writes of an apply that meets no fault; all that cases share is there afterwards."""
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            inventory, hosts = scene.begin(folder)
            scene.proxy.arm()
            code, out, err = inventory.apply()
            if code != 0:
                sys.exit(f'an apply without a fault ended with {code}: {out}{err}')
            writes = scene.proxy.writes
            scene.clear(hosts[0].site)
    return writes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('--hosts', type=int, default=4, help='of an apply')
    parser.add_argument('--every', type=int, default=1, help='a case at each K-th write')
    parser.add_argument('--often', type=int, default=0, help='the fault comes again at each K-th write')
    parser.add_argument('--batch', type=int, default=3, help='objects of a write')
    parser.add_argument('--slow', type=float, default=3, help='seconds that a slow answer takes')
    parser.add_argument('--fault', action='append', help='only this one')
    options = parser.parse_args()
    options.muster = str(pathlib.Path(options.muster).resolve())
    more = ['page-drift'] + (['clock-skew'] if shutil.which('faketime') else [])
    reader = Reader(os.environ['NETBOX_URL'], os.environ['NETBOX_TOKEN'])
    proxy = Proxy(os.environ['NETBOX_URL'])
    scene = Scene(options, reader, proxy)
    writes = counted_writes(scene)
    print(f'applies of {options.hosts} hosts, {writes} writes each; read by {reader.name}')
    print('fault        cases strikes converged runs duplicates missing foreign ledger')
    good = [try_all(scene, fault, writes) for fault in options.fault or FAULTS + more]
    loose = list(reader.loose())
    print(f"{sum(good)} of {len(good)} faults as they should be, {len(loose)} objects on nothing")
    return 0 if all(good) and not loose else 1


if __name__ == '__main__':
    sys.exit(main())
