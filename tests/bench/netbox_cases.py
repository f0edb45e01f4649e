#!/usr/bin/env python3
"""What people and networks do to a NetBox that must converge nevertheless, each in a site of its own:
names swapped, MACs moved, NICs replaced, servers that become virtual, things deleted by hand.

  netbox_cases.py MUSTER [--only WORD]…      NETBOX_URL and NETBOX_TOKEN name the NetBox

Of every case: how many applies until one ends with 0, with which exit codes, and what the reader then
finds: objects too much, objects that are missing, people's own that changed. Ends with 1 when an
apply after it has anything to do, or anything is not as the case says.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

from netbox_proxy import Proxy
from netbox_stories import CASES
from netbox_world import RETIRED, Host, Inventory, Port, Reader, compared


HEAD = f"{'case':66} {'runs':>4} {'codes':>8} {'extra':>6} {'missing':>8} {'foreign':>8}"


class Wrong(Exception):
    pass


class NotHere(Exception):
    pass


class Case:
    """A case's site, its hosts, and what its story may do."""

    def __init__(self, inventory, reader, proxy, number):
        self.inventory, self.reader, self.proxy, self.number = inventory, reader, proxy, number
        self.site = inventory.site(f's{number:02}', f'10.{number}.0.0/16')
        self.hosts, self.more, self.people = [], [], {}
        self.words, self.codes, self.runs_wanted, self.left = [], None, 1, 0

    def mac(self, n):
        return f'02:00:00:00:{self.number:02x}:{n:02x}'

    def port(self, n, name='eno1', addresses=True):
        return Port(name, self.mac(n), [f'10.{self.number}.0.{n}/24'] if addresses else [])

    def host(self, n, kind='server', ports=None, **more):
        ident = f'h{self.number:04}{n:05}'
        host = Host(ident, self.site, f'{self.site}-{n}', kind, ports or [self.port(n)], **more)
        self.hosts.append(host)
        return host

    def commit(self):
        for host in self.hosts:
            if host.status == 'active':
                self.inventory.write(host)
        self.inventory.commit(f'Change {self.site}')

    def start(self, *words):
        """What the story begins with is there, and nothing is left to do."""
        self.commit()
        self.inventory.settle(*words)
        self.must(not any(self.differences()), f'it does not begin well: {self.differences()} '
                                               f'{self.inventory.out}{self.inventory.err}')

    def must(self, true, words):
        if not true:
            raise Wrong(words)

    def gone(self, host):
        self.inventory.remove(host)
        host.status = RETIRED

    def forget(self, host):
        self.inventory.remove(host)
        self.hosts.remove(host)

    def id_of(self, table, **filters):
        rows = self.reader.rows(table, **filters)
        self.must(len(rows) == 1, f'{len(rows)} {table} for {filters}')
        return rows[0]['id']

    def device(self, host):
        return self.id_of('dcim/devices', site=self.site, name=host.name)

    def interface(self, host, n=0):
        return self.id_of('dcim/interfaces', device_id=self.device(host), name=host.ports[n].name)

    def by_hand(self, table, **fields):
        """A person's object, which must stay as it is; its id."""
        made = self.reader.make(table, **fields)
        self.people[table, made['id']] = self.reader.send('GET', f'{table}/{made["id"]}/')
        return made['id']

    def needs(self, table, **fields):
        """Makes what a double does not have; a story that it is for is left out then."""
        try:
            return self.reader.make(table, **fields)
        except RuntimeError as error:
            raise NotHere(str(error)) from error

    def patch(self, table, ident, **fields):
        self.reader.send('PATCH', f'{table}/{ident}/', fields)

    def delete(self, table, ident):
        self.reader.send('DELETE', f'{table}/{ident}/')
        self.people.pop((table, ident), None)

    def refused(self, code, words, **how):
        """An apply that must end with this, say this, and write nothing."""
        self.proxy.arm()
        ended, out, err = self.inventory.apply(**how)
        self.must(ended == code and words in out + err, f'ended with {ended}: {out}{err}')
        self.must(self.proxy.writes == 0, f'{self.proxy.writes} writes')

    def differences(self):
        return compared(self.reader.found(self.site), self.hosts, self.more)

    def touched(self):
        """People's objects that are not what they were."""
        def now(table, ident):
            try:
                return self.reader.send('GET', f'{table}/{ident}/')
            except RuntimeError:
                return None
        return [f'{table} {ident}' for (table, ident), was in self.people.items()
                if (now(table, ident) or {}).get('last_updated') != was['last_updated']]

    def finish(self):
        self.commit()
        self.codes = self.inventory.settle(*self.words)
        said = self.inventory.out + self.inventory.err
        extra, missing = self.differences()
        self.proxy.arm()
        code, out, err = self.inventory.apply(*self.words)
        quiet = code == 0 and self.proxy.writes == 0
        planned, out, err = self.inventory.plan(*self.words)
        return dict(runs=len(self.codes), codes=' '.join(map(str, self.codes)), extra=extra,
                    missing=missing, touched=self.touched(), quiet=quiet,
                    empty=planned == 0, said=said + out + err)


def good(row, case):
    return (row['runs'] == case.runs_wanted and row['codes'].endswith('0') and row['quiet'] and
            row['empty'] and not (row['extra'] or row['missing'] or row['touched']))


def play(story, case):
    try:
        story(case)
        row = case.finish()
    except NotHere as why:
        return dict(runs='-', codes='left out', extra=[], missing=[], touched=[], said=str(why)), True
    except (Wrong, RuntimeError) as wrong:
        return dict(runs='-', codes='-', extra=[], missing=[], touched=[], said=f'{wrong}\n{case.inventory.err}'), False
    return row, good(row, case)


def tell(title, row, fine):
    print(f"{title:66} {row['runs']:>4} {row['codes']:>8} {len(row['extra']):>6} "
          f"{len(row['missing']):>8} {len(row['touched']):>8}  {'' if fine else 'WRONG'}", flush=True)
    if not fine:
        print(f"{title}: {json.dumps({**row, 'said': row['said'][-3000:]}, indent=1)}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('muster')
    parser.add_argument('--only', action='append', default=[], help='cases whose title has one of these')
    options = parser.parse_args()
    reader = Reader(os.environ['NETBOX_URL'], os.environ['NETBOX_TOKEN'])
    chosen = [one for one in CASES if not options.only or any(word in one[0] for word in options.only)]
    print(f'read by {reader.name}')
    print(HEAD)
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        proxy = Proxy(os.environ['NETBOX_URL'])
        inventory = Inventory(str(pathlib.Path(options.muster).resolve()), proxy.url, folder,
                              target=', also: [cables]')
        for number, (title, story) in enumerate(chosen, 1):
            row, fine = play(story, Case(inventory, reader, proxy, number))
            tell(title, row, fine)
            right += fine
        loose = list(reader.loose())
    print(f'{len(chosen)} cases, {right} as they should be, {len(loose)} objects of muster\'s on nothing')
    return 0 if right == len(chosen) and not loose else 1


if __name__ == '__main__':
    sys.exit(main())
