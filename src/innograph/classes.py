"""The classes that machinery has to know by name (IRIs): what names, phrases and claims are of."""

from __future__ import annotations

from innograph.ontology import INNO, expand

ACTOR = INNO + "Actor"
THING = INNO + "Thing"
GROUP = INNO + "ActorGroup"
FIELD = INNO + "Field"
REGION = expand("schema:AdministrativeArea")
PLACE = expand("schema:Place")
PERSON = expand("schema:Person")
ORGANISATION = expand("org:Organization")
GOVERNMENT = expand("schema:GovernmentOrganization")
MATERIAL = expand("schema:ChemicalSubstance")
INDICATOR = expand("schema:StatisticalVariable")
