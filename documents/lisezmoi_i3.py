"""The definitions of the consolidation: the same words mean the same figures in every relay."""

from __future__ import annotations

DEFINITIONS: tuple[tuple[str, str], ...] = (
    ("Période", "Un contrat, une session de formation ou une heure en fait partie si ses dates la rencontrent."),
    (
        "Opération retenue",
        (
            "Elle a, dans la période, un contrat, une heure, une session, une notification, un avenant ou "
            "un jour d’un lot attribué."
        ),
    ),
    (
        "Heures engagées",
        "Heures inscrites à l’attribution, avenants compris, en plus ou en moins, pour toute la durée.",
    ),
    (
        "Engagées, année",
        "Ce qui a été notifié ou modifié cette année-là. Un marché de plusieurs années n’est engagé qu’une fois.",
    ),
    (
        "Heures validées",
        (
            "Heures de l’employeur validées par le facilitateur, de personnes dont l’éligibilité est validée. Ce que "
            "déclare l’entreprise utilisatrice les recoupe et ne s’y ajoute pas."
        ),
    ),
    (
        "En attente, contestées",
        "Heures déclarées et pas encore validées ; heures sur lesquelles les parties diffèrent.",
    ),
    ("Non comptées", "Heures validées d’une personne dont l’éligibilité ne l’est pas : visibles, hors de tout total."),
    (
        "Globalisation",
        (
            "Sous convention, des heures d’un contrat comptent sur un autre marché : ôtées du premier, ajoutées au "
            "second, jamais deux fois. La personne et le contrat restent comptés où est le contrat."
        ),
    ),
    ("Cumul validé", "Heures validées depuis le début de l’opération jusqu’à la fin de la période."),
    ("Taux de réalisation", "Cumul validé ÷ heures engagées, en %, à 0,1 près ; il peut dépasser 100 %."),
    ("ETP", "Heures validées ÷ {par_etp}, diviseur commun à tous les relais."),
    (
        "Personnes distinctes",
        (
            "Personnes qui ont un contrat ou une formation. Une personne suivie par plusieurs opérations compte une "
            "fois ; elle est reconnue à ses nom, prénom et date de naissance, dans cette installation seulement : "
            "entre deux installations, rien n’est dédoublonné."
        ),
    ),
    ("Contrats", "Chaque mission est un contrat : il y a plus de contrats que de personnes."),
    ("Formation, sessions", "Heures des sessions de formation ; elles ne sont pas des heures d’insertion validées."),
    ("dont formation", "Part des heures validées passée en formation."),
    (
        "Sorties",
        (
            "Situation notée à la fin, à trois et à six mois. Le taux de réponse est la part des situations connues "
            "parmi celles recherchées."
        ),
    ),
    (
        "QPV",
        "Personnes dont le quartier prioritaire est le critère d’éligibilité principal ; d’autres peuvent y habiter.",
    ),
    ("nr", "Non renseigné : la donnée n’est pas suivie ou n’a pas été donnée. Ce n’est pas zéro."),
    (
        "s",
        (
            "Secret statistique : effectif de moins de cinq, ou qui le donnerait par soustraction. Ni les heures, ni "
            "les contrats, ni le nombre de personnes ne sont masqués."
        ),
    ),
)
