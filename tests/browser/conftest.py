"""What the tests of the rooms take from the live service; the fixtures come from `live`."""

from tests.browser.live import (
    FIRST_VIEW,
    check_axe,
    check_fits,
    picture,
    press,
    sign_in,
)

__all__ = ["FIRST_VIEW", "check_axe", "check_fits", "picture", "press", "sign_in"]
