"""What the house writes for itself is for its owner only."""

from __future__ import annotations

import pytest

from formats.fichiers import creer_prive


def test_folders_that_are_missing_are_made_for_their_owner_those_there_left_as_they_are(tmp_path):
    tmp_path.chmod(0o755)
    dossier = tmp_path / "relais" / "courrier" / "brut"
    creer_prive(dossier)
    creer_prive(dossier)
    assert [un.stat().st_mode & 0o777 for un in (tmp_path, *reversed(dossier.parents[:2]), dossier)] == [
        0o755, 0o700, 0o700, 0o700,
    ]  # fmt: skip


def test_a_file_in_the_way_is_left_and_told(tmp_path):
    (tmp_path / "relais").write_text("essai")
    with pytest.raises(OSError, match="relais"):
        creer_prive(tmp_path / "relais" / "courrier")
    assert (tmp_path / "relais").read_text() == "essai"
