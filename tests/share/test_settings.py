"""The operator's settings: every fault told in one line, no value repeated, and off unless it is said."""

import pytest

from lib.share.limits import Limits
from lib.share.settings import FACT_BY_NAME, FACTS, RENAMED, ShareSettings, check_settings, read_settings
from lib.ui.sharing.link import first_page
from lib.ui.sharing.store import sharing_mapping


def test_nothing_said_is_nothing_published():
    assert read_settings({}) == ShareSettings()
    assert not ShareSettings().publishing
    assert check_settings({}) == []


def test_values_as_toml_and_as_the_environment_give_them():
    told = {
        "publishing": "yes",
        "view_needs_sign_in": True,
        "min_group": "10",
        "max_an_hour": 5,
        "max_bytes": "2_000_000",
    }
    settings = read_settings(told)
    assert (settings.publishing, settings.view_needs_sign_in, settings.min_group) == (True, True, 10)
    assert settings.limits == Limits(an_hour=5, bytes_in_all=2_000_000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("publishing", "perhaps"),
        ("min_group", 1),
        ("min_group", True),
        ("max_an_hour", "-3"),
        ("max_bytes_each", "ten"),
        ("url", "hunter2"),
        ("url", "mysql://u:hunter2@db/x"),
        ("url", "sqlite://"),
        ("url", "sqlite:///:memory:"),
        ("hunter2", "x"),
    ],
)
def test_a_fault_is_one_line_and_turns_publishing_off(name, value):
    (line,) = check_settings({name: value})
    assert line.startswith(f"snapshots.{name}")
    assert "\n" not in line
    assert "hunter2" not in line.removeprefix("snapshots.hunter2")
    assert not read_settings({"publishing": True, name: value}).publishing


@pytest.mark.parametrize(("before", "now"), RENAMED.items())
def test_the_name_of_before_is_refused_with_the_name_of_now(before, now):
    assert now in FACT_BY_NAME
    assert before not in FACT_BY_NAME
    assert check_settings({before: 10}) == [
        f"snapshots.{before}: this setting is now called {now}; rename it."
    ]


def test_all_faults_at_once_and_sign_in_that_is_not_there():
    told = {"publishing": "maybe", "max_an_hour": 0, "view_needs_sign_in": "yes"}
    assert len(check_settings(told)) == 2
    assert len(check_settings(told, sign_in=False)) == 3


def test_postgresql_gets_the_driver_that_is_installed_and_keeps_its_password():
    settings = read_settings({"url": "postgresql://u:p%40ss@db:5432/x"})
    assert settings.url == "postgresql+psycopg://u:p%40ss@db:5432/x"
    assert "p%40ss" not in repr(settings)


def test_secrets_and_environment_are_gathered():
    secrets = {
        "snapshots": {"publishing": False, "max_an_hour": 7},
        "connections": {"snapshots": {"url": "sqlite:///a.sqlite"}},
    }
    assert sharing_mapping(secrets, {"SNAPSHOTS_PUBLISHING": "yes", "OTHER": "x"}) == {
        "publishing": "yes", "max_an_hour": 7, "url": "sqlite:///a.sqlite",
    }  # fmt: skip
    parts = {
        "dialect": "postgresql",
        "driver": "psycopg",
        "username": "u",
        "password": "p@",
        "host": "db",
        "port": "5432",
        "database": "x",
    }
    gathered = sharing_mapping({"connections": {"snapshots": parts}}, {})
    assert gathered["url"] == "postgresql+psycopg://u:p%40@db:5432/x"
    assert check_settings(sharing_mapping({"snapshots": "yes"}, {}))


def test_every_setting_has_a_meaning():
    assert all(fact.meaning for fact in FACTS)
    assert len({fact.name for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("http://h:1/", "http://h:1/"),
        ("http://h:1", "http://h:1/"),
        ("https://h/data", "https://h/"),
        ("https://h/tools/mg/data", "https://h/tools/mg/"),
        ("https://h/tools/mg/", "https://h/tools/mg/"),
        ("", "/"),
    ],
)
def test_a_link_leads_to_the_first_page(url, first):
    assert first_page(url) == first
