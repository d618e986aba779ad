"""Why a panel believes its hub: one TUF repository per hall, written by the office and read by every panel."""

from kiosk.sync.trust.errors import SigningKeyError, TrustError, Why
from kiosk.sync.trust.keys import Keys, make_key, make_keys, read_key, read_keys
from kiosk.sync.trust.repository import Repository, create
from kiosk.sync.trust.trusted_hall import Trusted, TrustedHall, hall_of_root

__all__ = [
    "Keys",
    "Repository",
    "SigningKeyError",
    "TrustError",
    "Trusted",
    "TrustedHall",
    "Why",
    "create",
    "hall_of_root",
    "make_key",
    "make_keys",
    "read_key",
    "read_keys",
]
