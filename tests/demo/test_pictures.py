"""A paper of every kind can be drawn, whatever the rules ask for next year."""

import pytest
from PIL import Image

from financing.enums import PaperKind
from ikm_portal.demo.pictures import paper


@pytest.mark.parametrize("kind", PaperKind.values)
def test_every_kind_is_drawn(kind):
    with Image.open(paper(kind, "kopi-bubuk")) as drawn:
        assert drawn.format == "JPEG"
