"""An alert as a letter and as a web hook's JSON."""

from typing import Any

from aexy.features.alerts.rows import KeptRule
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.text import plain
from aexy.outbox.letters import Letter
from aexy.store.postgres import Record

_CAUTIONS = {metric.key: metric.caution for metric in CATALOGUE}


def letter_of(rule: KeptRule, alert: Record, delivery: Record, address: str | None) -> Letter:
    """What is written to people."""
    occasion = occasion_of(delivery)
    about = alert["subject_name"]
    first = {"resolved": "Over", "again": "Not over", "reminder": "Still"}.get(occasion, rule.severity.value.title())
    said = alert["why"] if occasion == "fired" else alert["latest_why"]
    lines = [said]
    caution = _CAUTIONS.get(rule.metric)
    if caution:
        lines += ["", f"Mind: {caution}"]
    lines += ["", f"Rule: {rule.name}", f"About: {about}"]
    if address:
        lines += ["", f"{address.rstrip('/')}/alerts/#{alert['id']}"]
    return Letter(
        to=delivery["target"],
        subject=plain(f"{first}: {rule.name} ({about})"),
        text="\n".join([*lines, ""]),
        key=f"alert-{delivery['id']}",
    )


def payload_of(rule: KeptRule, alert: Record, delivery: Record) -> dict[str, Any]:
    """What a web hook is sent."""
    return {
        "id": str(delivery["id"]),
        "event": f"alert.{occasion_of(delivery)}",
        "created_at": delivery["created_at"].isoformat(),
        "workspace_id": str(rule.workspace_id),
        "rule": {
            "id": str(rule.id),
            "name": rule.name,
            "metric": rule.metric,
            "period_type": rule.period_type.value,
            "severity": rule.severity.value,
        },
        "alert": {
            "id": str(alert["id"]),
            "state": alert["state"],
            "subject": {
                "kind": alert["subject_kind"],
                "id": str(alert["subject_id"]),
                "name": alert["subject_name"],
            },
            "opened": alert["opened"].isoformat(),
            "value": alert["value"],
            "n": alert["n"],
            "why": alert["why"],
            "latest_value": alert["latest_value"],
            "latest_why": alert["latest_why"],
            "resolved": alert["resolved"].isoformat() if alert["resolved"] else None,
            "caution": _CAUTIONS.get(rule.metric),
        },
    }


def occasion_of(delivery: Record) -> str:
    """fired, resolved, again or reminder: the day behind it only tells two of them apart."""
    return str(delivery["occasion"]).partition(" ")[0]
