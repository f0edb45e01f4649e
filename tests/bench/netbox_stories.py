"""The cases of netbox_cases.py: each begins with what is there, and leaves what an apply finds."""
from netbox_world import Port

CASES = []
ALL = ['--prune', 'delete', '--grace', '0s']


def case(title):
    def keep(story):
        CASES.append((title, story))
        return story
    return keep


@case('most devices deleted by hand at once: refused, then allowed')
def most_deleted(at):
    hosts = [at.host(n) for n in range(1, 13)]
    at.start()
    for host in hosts[:9]:
        at.delete('dcim/devices', at.device(host))
    at.refused(4, 'missing')
    at.words = ['--allow', 'missing']


@case('a list of MACs that NetBox says is empty: refused')
def empty_list(at):
    at.host(1)
    at.start()
    at.proxy.empty = '/api/dcim/mac-addresses/'
    try:
        at.refused(1, 'mac')
    finally:
        at.proxy.empty = None


@case('a token that sees one device of two: refused')
def partial_token(at):
    first = at.host(1)
    at.host(2)
    at.start()
    user = at.needs('users/users', username=f'part{at.number}', password='Part-of-it-4711')
    seen = ['dcim.device', 'dcim.interface', 'dcim.macaddress', 'ipam.ipaddress', 'extras.tag',
            'extras.customfield', 'extras.taggeditem', 'virtualization.virtualmachine',
            'virtualization.vminterface', 'dcim.site', 'dcim.devicerole', 'dcim.devicetype',
            'dcim.manufacturer', 'dcim.platform', 'dcim.cable', 'virtualization.cluster',
            'virtualization.clustertype', 'ipam.prefix', 'ipam.service', 'extras.journalentry',
            'core.objectchange', 'users.token', 'users.user', 'dcim.location', 'dcim.rack']
    for types, limits in ((seen[1:], None), (seen[:1], {'name': first.name})):
        at.reader.make('users/permissions', name=f'{at.site}-{len(types)}', object_types=types,
                       actions=['view', 'add', 'change', 'delete'], users=[user['id']],
                       constraints=limits)
    token = at.reader.make('users/tokens', user=user['id'], version=1)['token']
    at.refused(1, 'devices that carry the tag muster', token=token)


@case('names swapped between two devices')
def names_of_devices(at):
    first, second = at.host(1), at.host(2)
    at.start()
    first.name, second.name = second.name, first.name


@case('names swapped between two virtual machines')
def names_of_machines(at):
    first, second = at.host(1, 'vm'), at.host(2, 'vm')
    at.start()
    first.name, second.name = second.name, first.name


@case('names of three devices go round')
def names_round(at):
    hosts = [at.host(n) for n in (1, 2, 3)]
    at.start()
    names = [host.name for host in hosts]
    for n, host in enumerate(hosts):
        host.name = names[(n + 1) % 3]


@case('MACs exchanged between two interfaces of a host')
def macs_of_a_host(at):
    host = at.host(1, ports=[at.port(1), at.port(2, 'eno2')])
    at.start()
    host.ports[0].mac, host.ports[1].mac = host.ports[1].mac, host.ports[0].mac


@case('MACs exchanged between two hosts')
def macs_of_hosts(at):
    first, second = at.host(1), at.host(2)
    at.start()
    first.ports[0].mac, second.ports[0].mac = second.ports[0].mac, first.ports[0].mac


@case('MACs exchanged between a device and a virtual machine')
def macs_of_kinds(at):
    first, second = at.host(1), at.host(2, 'vm')
    at.start()
    first.ports[0].mac, second.ports[0].mac = second.ports[0].mac, first.ports[0].mac


@case('an interface renamed in the host file, its MAC is primary')
def renamed_in_git(at):
    host = at.host(1)
    at.start()
    host.ports[0].name = 'uplink'


@case('an interface renamed by hand, its MAC is primary')
def renamed_by_hand(at):
    host = at.host(1)
    at.start()
    at.patch('dcim/interfaces', at.interface(host), name='uplink')


@case('interfaces of a host exchange their names')
def ports_swapped(at):
    host = at.host(1, ports=[at.port(1), at.port(2, 'eno2')])
    at.start()
    host.ports[0].name, host.ports[1].name = host.ports[1].name, host.ports[0].name


@case('a NIC replaced: another MAC on the same interface')
def nic(at):
    host = at.host(1)
    at.start()
    host.ports[0].mac = at.mac(99)


@case('bond0 and its members have one MAC, three interfaces')
def bond(at):
    mac = at.mac(1)
    ports = [Port('bond0', mac, [f'10.{at.number}.0.1/24']), Port('ens1', mac, []), Port('ens2', mac, [])]
    host = at.host(1, ports=ports)
    at.start()
    host.ports[2].name = 'ens7'


@case('names and addresses swapped at once')
def both_swapped(at):
    first, second = at.host(1), at.host(2)
    at.start()
    first.name, second.name = second.name, first.name
    one, two = first.ports[0], second.ports[0]
    one.addresses, two.addresses = two.addresses, one.addresses


@case('names, MACs and addresses swapped at once')
def all_swapped(at):
    first, second = at.host(1), at.host(2)
    at.start()
    first.name, second.name = second.name, first.name
    first.ports, second.ports = second.ports, first.ports


@case('a server becomes a virtual machine')
def becomes_virtual(at):
    host = at.host(1)
    at.start()
    at.more = [host.retired()]
    host.kind = 'vm'


@case('a virtual machine becomes a server')
def becomes_real(at):
    host = at.host(1, 'vm')
    at.start()
    at.more = [host.retired()]
    host.kind = 'server'


@case('a host file replaced by one of another id')
def another_id(at):
    host = at.host(1)
    at.start()
    at.forget(host)
    at.host(2, ports=host.ports).name = host.name


@case('--prune delete --grace 0s of a device')
def prune(at):
    host = at.host(1)
    at.host(2)
    at.start()
    at.forget(host)
    at.words = ALL


@case('a device to delete carries what people made: kept, then free')
def cascade(at):
    host = at.host(1)
    at.host(2)
    at.start()
    device = at.device(host)
    port = at.by_hand('dcim/interfaces', device=device, name='ilo', type='other')
    on = dict(assigned_object_type='dcim.interface', assigned_object_id=port)
    made = [('ipam/ip-addresses', at.by_hand('ipam/ip-addresses', address=f'10.{at.number}.9.9/24', **on)),
            ('dcim/mac-addresses', at.by_hand('dcim/mac-addresses', mac_address=at.mac(77), **on)),
            ('ipam/services', at.by_hand('ipam/services', name='ssh', protocol='tcp', ports=[22],
                                         parent_object_type='dcim.device', parent_object_id=device)),
            ('extras/journal-entries',
             at.by_hand('extras/journal-entries', assigned_object_type='dcim.device',
                        assigned_object_id=device, comments='ask Jo first'))]
    at.forget(host)
    at.commit()
    at.inventory.settle(*ALL)
    at.must(not at.touched() and at.reader.rows('dcim/devices', site=at.site, name=host.name),
            f'it took along {at.touched()}')
    code, out, err = at.inventory.plan(*ALL)
    at.must('ilo' in out + err and 'ssh' in out + err, f'what keeps it is not told: {out}{err}')
    for table, ident in reversed(made):
        at.delete(table, ident)
    at.delete('dcim/interfaces', port)
    at.words = ALL


@case('a MAC, an address, an interface and a device deleted by hand')
def deleted_by_hand(at):
    hosts = [at.host(n) for n in (1, 2, 3, 4)]
    at.start()
    at.delete('dcim/mac-addresses', at.id_of('dcim/mac-addresses', device_id=at.device(hosts[0])))
    at.delete('ipam/ip-addresses', at.id_of('ipam/ip-addresses', device_id=at.device(hosts[1])))
    at.delete('dcim/interfaces', at.interface(hosts[2]))
    at.delete('dcim/devices', at.device(hosts[3]))
    code, out, err = at.inventory.run('drift', '--quiet')
    for host in hosts:
        at.must(host.name in out, f'drift is silent about {host.name}: {out}{err}')
    at.must(code == 2 and out.count('deleted in NetBox by admin') >= 4, f'drift does not tell who: {code} {out}{err}')
    at.words = ['--allow', 'missing']  # of a few hosts that is more than a tenth


@case('fields changed by hand go back, tags and comments of people stay')
def drift(at):
    host = at.host(1)
    at.start()
    tag = at.reader.once('extras/tags', 'rack', name='rack')
    device = at.device(host)
    tags = [one['id'] for one in at.reader.send('GET', f'dcim/devices/{device}/')['tags']]
    at.patch('dcim/devices', device, name='other', status='planned', comments='by hand',
             tags=tags + [tag['id']])
    code, out, err = at.inventory.run('drift', '--quiet')
    at.must(code == 2 and '"other"' in out and 'admin' in out, f'drift: {code} {out}{err}')
    at.inventory.settle()
    there = at.reader.send('GET', f'dcim/devices/{device}/')
    at.must(there['comments'] == 'by hand' and 'rack' in [one['slug'] for one in there['tags']],
            'what people wrote is gone')


@case('an apply that broke off: its own writes are no drift')
def no_drift(at):
    for n in (1, 2, 3):
        at.host(n)
    at.commit()
    at.proxy.arm('kill-after', 4, lambda: at.inventory.running)
    at.inventory.apply()
    at.must(at.proxy.struck == 1, 'it did not break off')
    at.proxy.arm()
    code, out, err = at.inventory.run('drift', '--quiet')
    at.must(code == 0, f'drift: {code} {out}{err}')
    code, out, err = at.inventory.plan()
    at.must(code == 2 and 'drift' not in out.replace('0 drift', ''), f'plan: {code} {out}{err}')


@case('a second MAC and address that somebody put on a host: told, left')
def beside(at):
    host = at.host(1)
    at.start()
    on = dict(assigned_object_type='dcim.interface', assigned_object_id=at.interface(host))
    at.by_hand('dcim/mac-addresses', mac_address=at.mac(88), **on)
    at.by_hand('ipam/ip-addresses', address=f'10.{at.number}.0.88/24', **on)
    at.more = [f'mac {host.name}/eno1 {at.mac(88).upper()}', f'ip {host.name}/eno1 10.{at.number}.0.88/24']
    host.overrides['serial'] = 'S-88'
    at.commit()
    code, out, err = at.inventory.run('reconcile')
    at.must(code == 0 and at.mac(88).upper() in (out + err).upper() and '.0.88' in out + err,
            f'it is not told: {code} {out}{err}')


@case('a device of people with the name of a host: a collision until adopted')
def adopted(at):
    at.host(2)
    at.start()
    host = at.host(1)
    site = at.id_of('dcim/sites', slug=at.site)
    maker = at.reader.once('dcim/manufacturers', 'people', name='People')
    kind = at.reader.once('dcim/device-types', 'box', manufacturer=maker['id'], model='Box')
    role = at.reader.once('dcim/device-roles', 'people', name='People', color='9e9e9e')
    at.by_hand('dcim/devices', name=host.name, site=site, device_type=kind['id'], role=role['id'])
    at.commit()
    at.inventory.settle()
    at.must(not at.touched(), 'it was changed before it was adopted')
    code, out, err = at.inventory.plan()
    at.must(code == 2 and 'collision' in out, f'plan: {code} {out}{err}')
    host.lines = 'adopt: true\n'
    at.people.clear()
    at.inventory.write(host)


@case('a cable to a switch port; two hosts change their ports')
def cables(at):
    switch = at.host(9, 'switch', [at.port(9, 'mgmt')])
    hosts = [at.host(n) for n in (1, 2)]
    for n, host in enumerate(hosts, 1):
        host.observed['attached'] = [{'switch': switch.name, 'port': f'Gi1/0/{n}', 'confidence': 'certain'}]
    at.more = [f'port {switch.name}/Gi1/0/{n} ' for n in (1, 2)]
    at.start()
    one, two = hosts
    one.observed, two.observed = two.observed, one.observed
    at.commit()
    at.inventory.settle()
    ends = sorted(cable_ends(at))
    at.must(ends == [f'{one.name}/eno1 {switch.name}/Gi1/0/2', f'{two.name}/eno1 {switch.name}/Gi1/0/1'],
            f'cables: {ends}')


def cable_ends(at):
    for one in at.reader.send('GET', 'dcim/cables/?limit=100')['results']:
        ends = [end['object'] for side in 'ab' for end in one[f'{side}_terminations']]
        line = ' '.join(f'{end["device"]["name"]}/{end["name"]}' for end in ends)
        if line.startswith(at.site):
            yield line


@case('a cable between two switches, by what LLDP tells at both ends')
def switch_cables(at):
    core = at.host(1, 'switch', [at.port(1, 'mgmt')])
    access = at.host(2, 'switch', [at.port(2, 'mgmt')])
    access.observed['attached'] = [{'switch': core.name, 'port': 'Te1/1', 'confidence': 'certain',
                                    'because': ['lldp', 'from Gi1/0/49']}]
    at.more = [f'port {core.name}/Te1/1 ', f'port {access.name}/Gi1/0/49 ']
    at.start()
    ends = list(cable_ends(at))
    at.must(ends == [f'{access.name}/Gi1/0/49 {core.name}/Te1/1'], f'cables: {ends}')
    access.observed['attached'][0]['port'] = 'Te1/2'
    at.more.append(f'port {core.name}/Te1/2 ')  # one that is free is still a port
    at.commit()
    at.inventory.settle()
    ends = list(cable_ends(at))
    at.must(ends == [f'{access.name}/Gi1/0/49 {core.name}/Te1/2'], f'cables: {ends}')


@case('manage: report tells what people changed and leaves it')
def reported(at):
    host = at.host(1, 'reported', observed={'serial': 'S-1'})
    at.start()
    device = at.device(host)
    at.patch('dcim/devices', device, serial='S-7')
    at.inventory.settle()
    at.must(at.reader.send('GET', f'dcim/devices/{device}/')['serial'] == 'S-7', 'it was changed back')
    code, out, err = at.inventory.run('drift', '--quiet')
    at.must('S-7' in out, f'drift: {code} {out}{err}')


@case('drift --adopt: what people changed becomes the host file\'s word')
def drift_adopted(at):
    host = at.host(1, overrides={'serial': 'S-1'})
    at.start()
    device = at.device(host)
    at.patch('dcim/devices', device, name=f'{at.site}-hand', serial='S-9')
    code, out, err = at.inventory.run('drift', '--adopt', host.ident, '--commit', '--quiet')
    at.must(code == 0, f'drift --adopt: {code} {out}{err}')
    at.inventory.git('push', '-q', 'origin', 'main')
    host.name, host.overrides = f'{at.site}-hand', {'serial': 'S-9'}
    text = (at.inventory.place / host.path).read_text()
    at.must(f'name: {host.name}\n' in text.replace('"', '') and 'S-9' in text, text)
    at.inventory.settle()
    there = at.reader.send('GET', f'dcim/devices/{device}/')
    at.must(there['serial'] == 'S-9' and there['name'] == host.name, 'NetBox does not keep it')


@case('Muster-Allow: deletes lifts the rail for its own commit')
def lifted(at):
    host = at.host(1)
    at.host(2)
    at.inventory.policy = ('max_creates: 100000, max_deletes: 0, approvers: '
                           '[{path: "hosts/*", people: [jo@example.org]}]')
    at.inventory.configure()
    at.start()
    at.gone(host)
    at.commit()
    at.refused(4, 'deletes')
    at.inventory.commit('Remove one, reviewed\n\nMuster-Allow: deletes')
    code, out, err = at.inventory.apply()
    at.must(code == 0, f'apply: {code} {out}{err}')
    at.inventory.policy = None
    at.inventory.configure()
