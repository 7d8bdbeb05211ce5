"""What a form of settings sends: the values of each field, read once for routes that then work in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import Depends, Request


async def envoyes(request: Request) -> Mapping[str, Sequence[str]]:
    """Every field that was sent, with its values as texts."""
    envoye = await request.form()
    return {cle: [str(un) for un in envoye.getlist(cle)] for cle in envoye}


Envoyes = Annotated[Mapping[str, Sequence[str]], Depends(envoyes)]
