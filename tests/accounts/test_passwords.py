from __future__ import annotations

import argon2

from api.accounts import passwords


def test_a_hash_for_nobody_is_checked_as_long_as_anybodys() -> None:
    """It has the parameters of a hash that is made now, and no password that we know fits it."""
    made = argon2.extract_parameters(passwords.make("the password of somebody"))
    assert argon2.extract_parameters(passwords.NOBODYS) == made
    assert not passwords.fits(None, "the password of somebody")
