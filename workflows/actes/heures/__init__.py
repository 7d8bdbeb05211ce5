"""The hours of a month: said by employers, crossed by using companies, validated, settled, amended.

`mois` carries every change out; `declaration`, `contradictoire`, `validation`, `fichier` say what changes.
"""
