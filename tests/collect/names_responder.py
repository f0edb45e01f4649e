#!/usr/bin/env python3
"""Answers mDNS, LLMNR and NetBIOS questions on one interface, by its own names.

Usage: names_responder.py ADDRESS REVERSE-NAME
Prints "ready" when it listens. The mDNS side is silent to questions asked of it alone.
"""
import select
import socket
import struct
import sys

address, reverse = sys.argv[1], sys.argv[2].encode()


def labels(name):
    return b"".join(bytes([len(part)]) + part for part in name.split(b".")) + b"\0"


def listen(port, group=None):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((group or "", port))
    if group:
        member = socket.inet_aton(group) + socket.inet_aton(address)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    else:
        return sock, sock
    reply = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    reply.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reply.bind((address, port))
    return sock, reply


def pointer(question, name):
    if question[12:] != labels(reverse) + struct.pack(">HH", 12, 1):
        return None
    value = labels(name)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 12, 1, 10, len(value)) + value
    return question[:2] + struct.pack(">5H", 0x8400, 1, 1, 0, 0) + question[12:] + record


def status(question):
    name = b"WORKSTATION".ljust(15) + b"\0" + struct.pack(">H", 0x0400)
    group = b"WORKGROUP".ljust(15) + b"\0" + struct.pack(">H", 0x8400)
    body = b"\2" + group + name + bytes(46)
    record = question[12:46] + struct.pack(">HHIH", 0x21, 1, 0, len(body)) + body
    return question[:2] + struct.pack(">5H", 0x8400, 0, 1, 0, 0) + record


services = [
    (listen(5353, "224.0.0.251"), lambda q: pointer(q, b"television.local")),
    (listen(5355, "224.0.0.252"), lambda q: pointer(q, b"television-llmnr")),
    (listen(137), status),
]
print("ready", flush=True)
while True:
    for sock in select.select([pair[0] for pair, _ in services], [], [])[0]:
        question, client = sock.recvfrom(2000)
        for (listening, reply), answer in services:
            message = answer(question) if listening is sock else None
            if message:
                reply.sendto(message, client)
