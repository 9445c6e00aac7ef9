"""Serving: on this machine alone and behind a token; no file of the repository opens an address to others."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from conftest import ROOT

OPEN = {
    "every address": r"(?<![\d.])0\.0\.0\.0(?![\d.])|ip\s*[=:]\s*['\"]?(\*|::)|--host[= ]['\"]?(\*|::)",
    "remote access": r"allow_remote_access\s*[=:]\s*['\"]?[Tt]rue",
    "no token": r"(token|password)\s*=\s*(''|\"\"|$)|--no-?token|allow_unauthenticated_access\s*=\s*True",
    "every origin": r"allow_origin(_pat)?\s*[=:]\s*['\"]?(\*|\.\*)",
    "no check of forms": r"disable_check_xsrf\s*[=:]\s*['\"]?[Tt]rue",
    "Voilà by itself": r"^[\s@]*(\S*/)?voila\s+\S",
}
OURS = ("tests/explorer/test_serving.py",)  # these patterns


def openings(text: str) -> list[str]:
    """Return which rules a text breaks."""
    return [rule for rule, form in OPEN.items() if re.search(form, text, re.M)]


def test_nothing_that_is_shipped_opens_an_address() -> None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("no git here: which files are shipped is not known")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    names = [
        name
        for name in listed
        if name and name not in OURS and (ROOT / name).suffix not in (".zip", ".csv", ".svg", ".lock", ".png")
    ]
    wrong, read = {}, 0
    for name in names:
        if (ROOT / name).is_file() and (found := openings((ROOT / name).read_text(encoding="utf-8", errors="replace"))):
            wrong[name] = found
        read += 1
    assert wrong == {} and read > 100
    configured = [name for name in listed if re.search(r"jupyter\w*_config|voila\.json", name)]
    assert configured == []


@pytest.mark.parametrize(
    ("rule", "planted"),
    [
        ("every address", "c.ServerApp.ip = '0.0.0.0'"),
        ("every address", "jupyter lab --ip=*"),
        ("remote access", "c.ServerApp.allow_remote_access = True"),
        ("no token", "jupyter lab --ServerApp.token=''"),
        ("no token", 'c.IdentityProvider.token = ""'),
        ("every origin", "c.ServerApp.allow_origin = '*'"),
        ("no check of forms", "c.ServerApp.disable_check_xsrf = True"),
        ("Voilà by itself", "\tvoila notebooks/08_explorer.ipynb"),
        ("Voilà by itself", "    $(BIN)/voila notebooks/08_explorer.ipynb"),
    ],
)
def test_a_planted_opening_is_found(rule: str, planted: str) -> None:
    assert rule in openings(planted)


@pytest.mark.parametrize("target", ["lab", "serve"])
def test_make_serves_on_loopback_behind_a_token(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (recipe,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.M)
    assert "$(LOCAL)" in recipe
    assert "LOCAL := --ServerApp.ip=127.0.0.1 --ServerApp.allow_remote_access=False " in makefile
    assert "token" not in recipe  # Jupyter makes one for each start; one given here would stand in the list of processes


def test_the_explorer_without_code_asks_and_says_why() -> None:
    readme = (ROOT / "docs" / "howto" / "explorer.md").read_text(encoding="utf-8")
    assert "jupyter server password" in readme
    assert "Voilà has no login of its own" in readme
    assert re.search(r"^jupyter server --ServerApp\.ip=127\.0\.0\.1 .*voila/render", readme, re.M)
