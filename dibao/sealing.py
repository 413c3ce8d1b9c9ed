"""Sealing of single values: encrypted, bound to their row, found by a keyed index.

A sealed value is text, "v1|key id|nonce|ciphertext", the last two in base64. It opens only under
the table, column and primary key it was sealed for, so a value copied to another person's row is
refused. The key id names the cipher: ids that start with "sm4-" use SM4-GCM, all others
AES-256-GCM. settings.FIELD_KEYS holds the keys, 32 bytes each; the first one seals, every one
opens. settings.BLIND_INDEX_KEY is the key of the blind indexes.

Nonces are random 96-bit numbers: change the key before it has sealed 2^32 values.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dibao.values.text import clean_code

VERSION: Final = "v1"
SM4_PREFIX: Final = "sm4-"
KEY_BYTES: Final = 32
SM4_KEY_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
INDEX_LENGTH: Final = 32


class SealBroken(Exception):
    """The value was changed, moved to another row, or sealed under a key that is gone."""


class Aead(Protocol):
    """Authenticated encryption; the ciphertext ends with its tag."""

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes, /) -> bytes: ...

    def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes, /) -> bytes: ...


class Sm4Gcm:
    """SM4 in GCM (GB/T 32907), where 密评 asks for a national cipher."""

    def __init__(self, key: bytes) -> None:
        self.cipher = SM4(key)

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes, /) -> bytes:
        lock = Cipher(self.cipher, modes.GCM(nonce)).encryptor()
        lock.authenticate_additional_data(bound_to)
        return lock.update(plain) + lock.finalize() + lock.tag

    def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes, /) -> bytes:
        if len(sealed) < TAG_BYTES:
            raise InvalidTag
        unlock = Cipher(self.cipher, modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        unlock.authenticate_additional_data(bound_to)
        return unlock.update(sealed[:-TAG_BYTES]) + unlock.finalize()


def seal(table: str, column: str, pk: object, text: str) -> str:
    """The sealed form of the text for that row; "" stays "", which says that nothing is known."""
    if not text:
        return ""
    if pk is None:
        raise ValueError(f"{table}.{column} is sealed for a row, and the row has no key yet")
    key_id = sealing_key_id()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, text.encode(), _bound_to(table, column, pk))
    return f"{VERSION}|{key_id}|{b64encode(nonce).decode()}|{b64encode(sealed).decode()}"


def open_sealed(table: str, column: str, pk: object, stored: str) -> str:
    """The text that was sealed for that row. Raises SealBroken."""
    if not stored:
        return ""
    try:
        version, key_id, nonce, sealed = stored.split("|")
        if version != VERSION or key_id not in settings.FIELD_KEYS:
            raise SealBroken(f"{table}.{column} of {pk}: no key {key_id!r} for {version!r}")
        bound_to = _bound_to(table, column, pk)
        return _cipher(key_id).decrypt(_bytes(nonce), _bytes(sealed), bound_to).decode()
    except (InvalidTag, ValueError) as fault:
        raise SealBroken(
            f"{table}.{column} of {pk} does not open: changed, or moved from another row"
        ) from fault


def seal_bytes(table: str, column: str, pk: object, content: bytes) -> bytes:
    """A file's sealed form: a line with version and key id, the nonce, the ciphertext."""
    key_id = sealing_key_id()
    nonce = os.urandom(NONCE_BYTES)
    head = f"{VERSION}|{key_id}\n".encode()
    return head + nonce + _cipher(key_id).encrypt(nonce, content, _bound_to(table, column, pk))


class Sealer:
    """Seals a file while it is written, in the form of `seal_bytes`: `head`, then each `update`, then `end`."""

    def __init__(self, table: str, column: str, pk: object) -> None:
        key_id = sealing_key_id()
        nonce = os.urandom(NONCE_BYTES)
        self._lock: AEADEncryptionContext = Cipher(
            _algorithm_of(key_id, settings.FIELD_KEYS[key_id]), modes.GCM(nonce)
        ).encryptor()
        self._lock.authenticate_additional_data(_bound_to(table, column, pk))
        self.head = f"{VERSION}|{key_id}\n".encode() + nonce

    def update(self, content: bytes) -> bytes:
        return self._lock.update(content)

    def end(self) -> bytes:
        """What is left, and the tag without which nothing of it opens."""
        return self._lock.finalize() + self._lock.tag


def open_sealed_bytes(table: str, column: str, pk: object, stored: bytes) -> bytes:
    """The content that was sealed for that row. Raises SealBroken."""
    head, _, rest = stored.partition(b"\n")
    version, _, key_id = head.decode("ascii", "replace").partition("|")
    if version != VERSION or key_id not in settings.FIELD_KEYS:
        raise SealBroken(f"{table}.{column} of {pk}: no key {key_id!r} for {version!r}")
    nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    try:
        return _cipher(key_id).decrypt(nonce, sealed, _bound_to(table, column, pk))
    except (InvalidTag, ValueError) as fault:
        raise SealBroken(
            f"{table}.{column} of {pk} does not open: changed, or moved from another row"
        ) from fault


def blind_index(value: str, purpose: str) -> str:
    """32 hex digits by which an equal value is found without being readable; "" for "".

    HMAC-SHA256 over the cleaned value, so that x and X, full-width digits and blanks find each
    other; `purpose` ("id_number", "id_last4") keeps the columns from being compared.
    """
    plain = clean_code(value)
    if not plain:
        return ""
    message = f"{purpose}\x1f{plain}".encode()
    return hmac.new(_index_key(settings.BLIND_INDEX_KEY), message, hashlib.sha256).hexdigest()[
        :INDEX_LENGTH
    ]


def scope_seal(*said: str) -> str:
    """The mark of a scope that the application opened, over all that it tells PostgreSQL, which makes it again."""
    if not any(said):
        return ""
    return hmac.digest(settings.SCOPE_KEY, "\n".join(said).encode(), hashlib.sha256).hex()


def sealing_key_id() -> str:
    """The id of the key that seals now: the first one in settings.FIELD_KEYS."""
    return next(iter(settings.FIELD_KEYS))


def _bytes(encoded: str) -> bytes:
    return b64decode(encoded, validate=True)


def _bound_to(table: str, column: str, pk: object) -> bytes:
    return f"{table}.{column}.{pk}".encode()


def _cipher(key_id: str) -> Aead:
    return _cipher_of(key_id, settings.FIELD_KEYS[key_id])


@lru_cache(maxsize=32)
def _cipher_of(key_id: str, encoded: str) -> Aead:
    if key_id.startswith(SM4_PREFIX):
        return Sm4Gcm(_key(f"FIELD_KEYS[{key_id}]", encoded, SM4_KEY_BYTES))
    return AESGCM(_key(f"FIELD_KEYS[{key_id}]", encoded, KEY_BYTES))


def _algorithm_of(key_id: str, encoded: str) -> AES | SM4:
    if key_id.startswith(SM4_PREFIX):
        return SM4(_key(f"FIELD_KEYS[{key_id}]", encoded, SM4_KEY_BYTES))
    return AES(_key(f"FIELD_KEYS[{key_id}]", encoded, KEY_BYTES))


@lru_cache(maxsize=4)
def _index_key(encoded: str) -> bytes:
    return _key("BLIND_INDEX_KEY", encoded, KEY_BYTES)


def _key(name: str, encoded: str, length: int) -> bytes:
    key = b64decode(encoded)
    if len(key) != length:
        raise ImproperlyConfigured(f"{name} must be {length} bytes in base64.")
    return key
