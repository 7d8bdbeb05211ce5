"""Which mails have a legal effect: sent twice they would start a delay twice, so that only a person sends one again."""

from __future__ import annotations

A_EFFET_JURIDIQUE = frozenset(
    {
        "convocation",  # D1, and its cancellation
        "reunion_annulee",
        "relance",  # E3, to the company, with its copy to the buyer
        "copie_relance",
        "projet_a_signer",  # E4a observations, E4b formal notice, E5 penalties: drafts for the buyer
    }
)
"""The kinds of mail, as their folder of `templates/messages` and the beginning of their business key are named."""


def a_effet_juridique(cle: str) -> bool:
    """Whether the mail of this business key has one."""
    return cle.partition(":")[0] in A_EFFET_JURIDIQUE
