"""How Graph seals the data of its notices, and vouches for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from rehearsal.entra import Entra
from rehearsal.reading import Json

PUBLISHER = "0bf30f3b-4a52-48df-9a82-234910c4a086"


def public_key(certificate: str) -> RSAPublicKey | None:
    """Return the key of a certificate given as base64 of its DER, None where that is none of use."""
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(certificate, validate=True)).public_key()
    except ValueError:
        return None
    return key if isinstance(key, RSAPublicKey) and 2048 <= key.key_size <= 4096 else None


def seal(data: Json, certificate: str, identifier: str) -> Json:
    """Return `encryptedContent`: the data under a key of its own, that key under the certificate."""
    der = base64.b64decode(certificate)
    public = public_key(certificate)
    assert public is not None, "checked when the subscription was made"
    secret = os.urandom(32)
    padder = PKCS7(128).padder()
    padded = padder.update(json.dumps(data).encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    sealed = cipher.update(padded) + cipher.finalize()
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
    return {
        "data": base64.b64encode(sealed).decode(),
        "dataSignature": base64.b64encode(hmac.digest(secret, sealed, hashlib.sha256)).decode(),
        "dataKey": base64.b64encode(public.encrypt(secret, oaep)).decode(),
        "encryptionCertificateId": identifier,
        "encryptionCertificateThumbprint": hashlib.sha1(der, usedforsecurity=False).hexdigest().upper(),
    }


def vouch(entra: Entra, **changed: object) -> str:
    """Return a validation token for the bot; claims can be changed, or left out with None."""
    now, tenant = int(time.time()), entra.registration.tenant_id
    claims: Json = {
        "aud": entra.registration.app_id,
        "iss": f"https://sts.windows.net/{tenant}/",
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
        "appid": PUBLISHER,
        "appidacr": "2",
        "idp": f"https://sts.windows.net/{tenant}/",
        "tid": tenant,
        "uti": uuid.uuid4().hex,
        "ver": "1.0",
    }
    claims.update(changed)
    return entra.tenant_keys.sign({name: value for name, value in claims.items() if value is not None})
