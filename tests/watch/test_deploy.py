"""What stands under deploy/ asks for measures there are, and each rule and panel says in words what it is about."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # the package ships no types

from aexy.settings import Settings
from aexy.watch.measures import REGISTRY, names

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]
BOARD: dict[str, Any] = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
# What Prometheus itself says of a target.
ITS_OWN = {"up"}
WORDS = re.compile(r"\b(?:aexy|process)_[a-z_]+\b|\bup\b")


def _labels() -> dict[str, set[str]]:
    """The labels each measure is declared with, by the name a query uses."""
    return {
        family.name: set(collector._labelnames)
        for collector in REGISTRY._collector_to_names
        if hasattr(collector, "_labelnames")
        for family in collector.collect()
    }


def _used(query: str) -> set[str]:
    return set(WORDS.findall(query))


def test_every_measure_a_rule_asks_for_exists() -> None:
    asked = {rule["alert"]: _used(rule["expr"]) for rule in RULES}
    assert all(asked.values())
    assert {alert: missing for alert, used in asked.items() if (missing := used - names() - ITS_OWN)} == {}


def test_every_measure_the_dashboard_asks_for_exists() -> None:
    asked = {
        panel["title"]: {word for one in panel["targets"] for word in _used(one["expr"])} for panel in BOARD["panels"]
    }
    assert all(asked.values())
    assert {title: missing for title, used in asked.items() if (missing := used - names() - ITS_OWN)} == {}


@pytest.mark.parametrize(
    "query", [rule["expr"] for rule in RULES] + [t["expr"] for p in BOARD["panels"] for t in p["targets"]]
)
def test_a_query_filters_by_labels_there_are_and_its_brackets_close(query: str) -> None:
    known = {label for labels in _labels().values() for label in labels} | {"job", "le"}
    assert set(re.findall(r"([a-z_]+)(?:=~|!~|!=|=)\"", query)) <= known
    for grouped in re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", query):
        assert {label.strip() for label in grouped.split(",")} <= known
    for opening, closing in ("()", "{}", "[]"):
        assert query.count(opening) == query.count(closing)


def test_every_rule_says_what_people_notice_and_what_to_do() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "notice"}, rule["alert"]
        assert rule["annotations"]["summary"].endswith("."), rule["alert"]
        assert rule["annotations"]["next_step"].endswith("."), rule["alert"]


def test_the_readme_has_a_sentence_about_each_rule_and_panel() -> None:
    text = (DEPLOY / "README.md").read_text()
    assert [rule["alert"] for rule in RULES if f"`{rule['alert']}`" not in text] == []
    assert [panel["title"] for panel in BOARD["panels"] if f"**{panel['title']}**" not in text] == []


def test_every_measure_of_ours_is_in_the_readme() -> None:
    text = (DEPLOY / "README.md").read_text()
    families = {family.name for family in REGISTRY.collect() if family.name.startswith("aexy_")}
    assert sorted(name for name in families if f"`{name}`" not in text) == []


def test_the_scraper_asks_where_the_product_answers() -> None:
    jobs = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["scrape_configs"]
    assert {job["job_name"]: job["metrics_path"] for job in jobs} == {
        "aexy-api": "/internal/metrics",
        "aexy-worker": "/metrics",
    }
    assert jobs[0]["static_configs"][0]["targets"] == [f"127.0.0.1:{Settings.model_fields['port'].default}"]
