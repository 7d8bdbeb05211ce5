"""What comes before a message, MAIL, RCPT and DATA: together where the server takes them so, else one by one."""

from __future__ import annotations

import smtplib

PRET = 354
_REFUS = 400

Reponse = tuple[int, bytes]


class Enveloppe:
    """The three commands of one message; each answer is read in its turn, whatever the number of writes (RFC 2920).

    `en_groupe`: they are said together if the server takes that; `rang`: of the last one whose answer was waited for.
    """

    def __init__(
        self, session: smtplib.SMTP, expediteur: str, destinataire: str, *, taille: int, en_groupe: bool
    ) -> None:
        size = f" SIZE={taille}" if session.has_extn("size") else ""
        self.session = session
        self.en_groupe = en_groupe and session.has_extn("pipelining")
        self._commandes = [f"MAIL FROM:<{expediteur}>{size}", f"RCPT TO:<{destinataire}>", "DATA"]
        self._attendues = 0
        self.rang = 0

    def suivante(self) -> Reponse:
        """The answer to the next command. Raises OSError or SMTPException when the link is lost."""
        if not self._attendues:
            ecrites = self._commandes[self.rang : None if self.en_groupe else self.rang + 1]
            self.session.send("".join(f"{commande}\r\n" for commande in ecrites))
            self._attendues = len(ecrites)
        self.rang += 1
        reponse = self.session.getreply()
        self._attendues -= 1
        return reponse

    def abandonner(self) -> None:
        """Ends the transaction after a refusal, once the answers still due are read. Raises as `suivante`.

        A server that asks for the text of a message that goes to nobody is given none (RFC 2920 §3.1); one that takes
        a recipient after it refused the sender is left.
        """
        while self._attendues:
            code, _ = self.suivante()
            if code == PRET:
                self.session.docmd(".")
            elif code < _REFUS:
                raise smtplib.SMTPServerDisconnected
        self.session.rset()
