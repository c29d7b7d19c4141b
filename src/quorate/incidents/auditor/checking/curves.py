"""Ed25519 (RFC 8032) and ECDSA on P-256 with SHA-256 (FIPS 186-5), to verify with."""

from __future__ import annotations

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(n: int, point: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = _add(found, point)
        point, n = _add(point, point), n >> 1
    return found


def _point(raw: bytes) -> tuple[int, ...] | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    one, two = _times(s, base or r), _add(r, _times(k, a))
    return not ((one[0] * two[2] - two[0] * one[2]) % P or (one[1] * two[2] - two[1] * one[2]) % P)


Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _sum(a: tuple[int, int] | None, b: tuple[int, int] | None) -> tuple[int, int] | None:
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0] and (a[1] + b[1]) % Q == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], Q - 2, Q)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], Q - 2, Q)
    x = (slope * slope - a[0] - b[0]) % Q
    return x, (slope * (a[0] - x) - a[1]) % Q


def _multiple(n: int, point: tuple[int, int] | None) -> tuple[int, int] | None:
    found = None
    while n:
        if n & 1:
            found = _sum(found, point)
        point, n = _sum(point, point), n >> 1
    return found


def _der(raw: bytes) -> tuple[int, int] | None:
    """The two numbers of an ECDSA signature in its one DER spelling."""
    numbers: list[int] = []
    at = 2
    if len(raw) < 8 or raw[0] != 0x30 or raw[1] != len(raw) - 2:
        return None
    for _ in range(2):
        if at + 2 > len(raw) or raw[at] != 2:
            return None
        part = raw[at + 2 : at + 2 + raw[at + 1]]
        if len(part) != raw[at + 1] or not part or part[0] & 0x80:
            return None
        if len(part) > 1 and part[0] == 0 and not part[1] & 0x80:
            return None
        numbers.append(int.from_bytes(part, "big"))
        at += 2 + len(part)
    return (numbers[0], numbers[1]) if at == len(raw) else None


def p256(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the DER signature is the key's (x and y, 64 bytes) over the message."""
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    found = _der(signature)
    on_curve = len(public) == 64 and max(x, y) < Q and (y * y - x**3 + 3 * x - B) % Q == 0
    if found is None or not on_curve or not all(0 < n < N for n in found):
        return False
    inverse = pow(found[1], N - 2, N)
    z = int.from_bytes(hashlib.sha256(message).digest(), "big")
    one = _multiple(z * inverse % N, G)
    point = _sum(one, _multiple(found[0] * inverse % N, (x, y)))
    return point is not None and point[0] % N == found[0]
