"""Recipes for hosts: what each names exists, its settings are ours, its checklist is there."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from lib.ui.serving.startup import check
from tests.browser.server import ROOT

RECIPES = sorted((ROOT / "docs" / "hosting").glob("*.md"))
MANIFEST = (ROOT / "deploy" / "kubernetes.yaml").read_text(encoding="utf-8")


def blocks(recipe: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", recipe.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_each_kind_of_host_has_one_and_the_guide_leads_to_it():
    guide = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert {recipe.stem for recipe in RECIPES} == {
        "hugging-face-spaces",
        "kubernetes",
        "linux-machine",
        "port-from-environment",
        "streamlit-community-cloud",
    }
    assert all(f"(hosting/{recipe.name})" in guide for recipe in RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.stem)
def test_what_a_recipe_names_exists(recipe):
    text = recipe.read_text(encoding="utf-8")
    for place in set(re.findall(r"`?((?:deploy|docs)/[\w./-]+\.\w+)", text)):
        assert (ROOT / place).exists(), place
    for option in set(re.findall(r"--((?:server|browser)\.\w+)", text)):
        assert config.get_option(option) is not None or option in config._config_options_template
    for name in set(re.findall(r"STREAMLIT_([A-Z_]+)", text)):
        section, _, rest = name.lower().partition("_")
        words = rest.split("_")
        assert f"{section}.{words[0]}{''.join(map(str.title, words[1:]))}" in config._config_options_template
    assert "## Checklist" in text
    assert text.count("- [ ] ") >= 3


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.stem)
def test_settings_of_a_recipe_are_right(recipe):
    for settings in blocks(recipe, "toml"):
        wrong = [fault for fault in check(tomllib.loads(settings)) if "cookieSecret" not in fault]
        assert wrong == []


def test_the_manifest_probes_what_the_server_answers_and_runs_as_the_image_does():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    [user] = re.findall(r"^USER (\d+):", dockerfile, flags=re.MULTILINE)
    [port] = re.findall(r"^EXPOSE (\d+)", dockerfile, flags=re.MULTILINE)
    assert f"runAsUser: {user}" in MANIFEST
    assert f"containerPort: {port}" in MANIFEST
    served = (ROOT / "lib/ui/serving/health.py").read_text(encoding="utf-8")
    for path in set(re.findall(r"httpGet: {path: (\S+),", MANIFEST)):
        assert json.dumps(path) in served
    for hardened in (
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "drop: [ALL]",
        "runAsNonRoot: true",
    ):
        assert hardened in MANIFEST
    # A reader comes back to the replica that holds the session.
    assert "affinity: cookie" in MANIFEST
    assert MANIFEST.count("app: magnesium-explorer") == 3
