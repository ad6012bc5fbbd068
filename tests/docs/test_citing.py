"""Files for those who cite or catalogue the model agree with it and with each other."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from docs_blocks import ROOT
from safepassage import __version__

CITED: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CATALOGUED: dict[str, Any] = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
# The keys that version 1.2.0 of the Citation File Format knows for a work, and those that it asks for.
KNOWN = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
    "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "title", "type", "url", "version",
}  # fmt: skip
NEEDED = {"authors", "cff-version", "message", "title"}


def test_the_citation_has_the_keys_of_its_format() -> None:
    assert set(CITED) >= NEEDED
    assert set(CITED) <= KNOWN
    assert CITED["cff-version"] == "1.2.0"
    assert CITED["type"] in ("software", "dataset")
    assert all(set(author) <= {"name", "website", "email", "alias"} for author in CITED["authors"])
    assert len(set(CITED["keywords"])) == len(CITED["keywords"])


def test_version_licence_and_keywords_are_the_same_everywhere() -> None:
    assert str(CITED["version"]) == CATALOGUED["version"] == __version__
    assert CATALOGUED["license"].endswith(f"/{CITED['license']}")
    assert set(CATALOGUED["keywords"]) <= set(CITED["keywords"])


def test_the_catalogue_is_of_the_context_that_it_names() -> None:
    assert re.fullmatch(r"https://w3id\.org/codemeta/\d\.\d", CATALOGUED["@context"])
    assert CATALOGUED["@type"] == "SoftwareSourceCode"
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'"{name}>=' in declared for name in CATALOGUED["softwareRequirements"])


def test_templates_for_issues_say_what_they_are_for() -> None:
    templates = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md"))
    assert len(templates) == 3
    for path in templates:
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        assert {"name", "about"} == set(yaml.safe_load(head)), path.name
        assert body.strip()
