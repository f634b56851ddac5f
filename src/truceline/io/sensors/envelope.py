"""Signed envelopes: DSSE 1.0 around a JSON body, with Ed25519 (RFC 8032).

The signature covers type and bytes of the body as they were sent, so that nothing is put in another
form before it is checked. A body that doesn't verify is never decoded.

Source: github.com/secure-systems-lab/dsse, protocol.md (PAE, "pre-authentication encoding").
"""

import base64
import binascii
from typing import Final

import msgspec

from truceline.io.sensors.refused import RefusedError

BODY_TYPE: Final = "application/vnd.truceline.device+json"


class _Signature(msgspec.Struct, forbid_unknown_fields=True):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct, forbid_unknown_fields=True):
    payload: str
    payload_type: str = msgspec.field(name="payloadType")
    signatures: list[_Signature]


_DECODER: Final = msgspec.json.Decoder(_Envelope)


def to_sign(body: bytes) -> bytes:
    """PAE("type", body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body."""
    kind = BODY_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


def sealed(device: str, body: bytes, private_key: bytes) -> bytes:
    """The envelope that a device sends; `private_key` are the 32 bytes of RFC 8032."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(to_sign(body))
    envelope = _Envelope(
        payload=base64.b64encode(body).decode(),
        payload_type=BODY_TYPE,
        signatures=[_Signature(keyid=device, sig=base64.b64encode(signature).decode())],
    )
    return msgspec.json.encode(envelope)


class Keys:
    """The public keys of devices. Raises `ValueError` for what is no Ed25519 key."""

    def __init__(self, keys: dict[str, str]) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

        raw = {name: base64.b64decode(key, validate=True) for name, key in keys.items()}
        self._keys = {name: Ed25519PublicKey.from_public_bytes(key) for name, key in raw.items()}

    def opened(self, data: bytes) -> tuple[str, bytes]:
        """Who signed and the body's bytes. Raises `RefusedError`: malformed, unknown device, forged."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

        device, body, signature = _parts(data)
        if (key := self._keys.get(device)) is None:
            raise RefusedError("unknown_device")
        try:
            key.verify(signature, to_sign(body))
        except InvalidSignature as fault:
            raise RefusedError("forged", device) from fault
        return device, body


def body_unchecked(data: bytes) -> bytes:
    """The body alone, for bytes whose signature was checked before. Raises `RefusedError`."""
    return _parts(data)[1]


def _parts(data: bytes) -> tuple[str, bytes, bytes]:
    """Who claims to have signed, body, signature. Exactly one signature, or nobody's word is clear."""
    try:
        envelope = _DECODER.decode(data)
        (one,) = envelope.signatures
        body = base64.b64decode(envelope.payload, validate=True)
        signature = base64.b64decode(one.sig, validate=True)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as fault:
        raise RefusedError("malformed") from fault
    if envelope.payload_type != BODY_TYPE:
        raise RefusedError("malformed")
    return one.keyid, body, signature
