"""What a refusal says, field by field."""

from __future__ import annotations

from metier.fautes import FauteDeSaisie, FautesDeSaisie


def phrases_par_champ(faute: FauteDeSaisie) -> dict[str, str]:
    """The sentence of each fault by the field that it names."""
    fautes = faute.fautes if isinstance(faute, FautesDeSaisie) else [faute]
    return {une.champ: une.phrase for une in fautes}
