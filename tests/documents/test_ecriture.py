"""A file appears whole or not at all."""

from __future__ import annotations

import os

import pytest

from documents.ecriture import write_atomically


def test_the_folder_is_created_and_the_file_replaced(tmp_path):
    """Writing twice leaves the second content and nothing else."""
    chemin = tmp_path / "a" / "b.docx"
    write_atomically(chemin, b"un")
    assert write_atomically(chemin, b"deux") == chemin
    assert chemin.read_bytes() == b"deux"
    assert [f.name for f in chemin.parent.iterdir()] == ["b.docx"]


def test_a_failed_write_leaves_the_old_file_and_no_trace(tmp_path, monkeypatch):
    """When the disk refuses, the previous document is still there, whole."""
    chemin = tmp_path / "b.docx"
    write_atomically(chemin, b"ancien")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disque plein")))
    with pytest.raises(OSError, match="disque plein"):
        write_atomically(chemin, b"nouveau")
    assert chemin.read_bytes() == b"ancien"
    assert [f.name for f in tmp_path.iterdir()] == ["b.docx"]
