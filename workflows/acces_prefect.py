"""Where the Prefect API is, how one is let in, and what its processes are told: nothing leaves the machine."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field

from config.paths import Paths
from config.settings import Settings, get_settings
from formats.fichiers import creer_prive

BOUCLE_LOCALE = "127.0.0.1"
SECRET = "prefect"  # noqa: S105 - the name of a file


@dataclass(frozen=True, kw_only=True)
class AccesPrefect:
    """Where the API answers and how one is let in; `embarque` is False for a server that the user runs."""

    api: str
    authentification: str | None = field(default=None, repr=False)
    embarque: bool = True

    @property
    def interface(self) -> str:
        """The address of the web interface."""
        return self.api.removesuffix("/").removesuffix("/api")


def acces(settings: Settings | None = None) -> AccesPrefect:
    """The access of this installation: `PREFECT_API_URL` of the user, else the embedded server's."""
    reglages = settings or get_settings()
    if externe := serveur_externe():
        mot_de_passe = os.environ.get("PREFECT_API_AUTH_STRING")
        return AccesPrefect(api=externe, authentification=mot_de_passe, embarque=False)
    return AccesPrefect(
        api=f"http://{BOUCLE_LOCALE}:{reglages.prefect_port}/api",
        authentification=secret(Paths(reglages.home)),
    )


def serveur_externe() -> str | None:
    """The API of a Prefect server that the user runs, which then wins over the embedded one."""
    return (os.environ.get("PREFECT_API_URL") or "").rstrip("/") or None


def secret(paths: Paths) -> str:
    """`relais:<password>` of the embedded server: made once in the home, mode 0600, then always the same."""
    fichier = paths.secrets / SECRET
    creer_prive(paths.secrets)
    try:
        descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return fichier.read_text(encoding="ascii").strip()
    with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
        sortie.write(f"relais:{secrets.token_urlsafe(24)}\n")
    return fichier.read_text(encoding="ascii").strip()


def environnement(acces_prefect: AccesPrefect, paths: Paths) -> dict[str, str]:
    """The variables that the processes of the service receive on top of the user's; nothing leaves the machine."""
    communs = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_HOME": str(paths.prefect),
        "NO_PROXY": _sans_mandataire(),
        "no_proxy": _sans_mandataire(),
    }
    return communs | (_serveur_embarque(acces_prefect) if acces_prefect.embarque else {})


def _serveur_embarque(acces_prefect: AccesPrefect) -> dict[str, str]:
    mot_de_passe = acces_prefect.authentification or ""
    return {
        "PREFECT_API_URL": acces_prefect.api,
        "PREFECT_API_AUTH_STRING": mot_de_passe,
        "PREFECT_SERVER_API_AUTH_STRING": mot_de_passe,
        "PREFECT_SERVER_API_HOST": BOUCLE_LOCALE,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "true",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    }


def _sans_mandataire() -> str:
    """Loopback never goes through a proxy, whatever the machine's settings say."""
    connus = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    return ",".join(filter(None, [connus, BOUCLE_LOCALE, "localhost"]))
