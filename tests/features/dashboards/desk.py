"""Records counted by hand: six tickets, five deals, hiring, documents and forms, around Wednesday, 20 May 2026."""

from typing import Any

RECORDS: list[dict[str, Any]] = [
    # Tickets: three open, of which one is past its day; two solved within the period, after 48 and 4 hours.
    {
        "kind": "ticket", "id": "T-1", "title": "Cannot sign in", "status": "open", "owner": "ann@example.org",
        "opened_at": "2026-05-18T10:00:00Z", "due_at": "2026-05-19T10:00:00Z",
        "attributes": {
            "priority": "urgent", "first_response_due_at": "2026-05-18T12:00:00Z",
            "first_response_at": "2026-05-18T11:00:00Z",
        },
    },
    {
        "kind": "ticket", "id": "T-2", "title": "A wrong total", "status": "solved",
        "opened_at": "2026-05-04T10:00:00Z", "due_at": "2026-05-07T10:00:00Z", "closed_at": "2026-05-06T10:00:00Z",
        "attributes": {
            "priority": "low", "first_response_due_at": "2026-05-04T12:00:00Z",
            "first_response_at": "2026-05-04T15:00:00+02:00",
        },
    },
    {"kind": "ticket", "id": "T-3", "title": "A question", "status": "new", "opened_at": "2026-05-11T08:00:00Z"},
    {
        "kind": "ticket", "id": "T-4", "title": "A slow page", "status": "solved",
        "opened_at": "2026-05-12T10:00:00Z", "due_at": "2026-05-12T12:00:00Z", "closed_at": "2026-05-12T14:00:00Z",
    },
    {
        "kind": "ticket", "id": "T-5", "title": "An old one", "status": "solved",
        "opened_at": "2025-12-01T10:00:00Z", "closed_at": "2026-01-05T10:00:00Z",
    },
    {
        "kind": "ticket", "id": "T-6", "title": "A missing part", "status": "blocked",
        "opened_at": "2026-05-19T08:00:00Z", "due_at": "2026-05-25T10:00:00Z",
        "attributes": {
            "blocked_by": "an answer of the supplier", "blocked_since": "2026-05-19T09:00:00Z",
            "first_response_due_at": "soon", "first_response_at": 7,
        },
    },
    # Deals: in two currencies.
    {
        "kind": "deal", "id": "D-1", "title": "Ten seats", "stage": "lead", "amount": "1000", "currency": "EUR",
        "opened_at": "2026-05-13T10:00:00Z",
    },
    {
        "kind": "deal", "id": "D-2", "title": "Twenty seats", "stage": "proposal", "amount": "2000.50",
        "currency": "EUR", "opened_at": "2026-04-13T10:00:00Z", "due_at": "2026-06-01T10:00:00Z",
    },
    {
        "kind": "deal", "id": "D-3", "title": "Five seats", "stage": "proposal", "amount": "500", "currency": "USD",
        "opened_at": "2026-04-14T10:00:00Z", "due_at": "2026-05-15T10:00:00Z",
    },
    {
        "kind": "deal", "id": "D-4", "title": "Seven seats", "stage": "won", "amount": "700", "currency": "EUR",
        "opened_at": "2026-05-01T10:00:00Z", "closed_at": "2026-05-11T10:00:00Z",
    },
    {
        "kind": "deal", "id": "D-5", "title": "Three seats", "stage": "Lost", "amount": "300", "currency": "USD",
        "opened_at": "2026-05-01T10:00:00Z", "closed_at": "2026-05-05T10:00:00Z",
    },
    # Hiring: three open candidates, one hired after ten days.
    {
        "kind": "candidate", "id": "C-1", "title": "Ida Example", "stage": "interview",
        "opened_at": "2026-05-10T10:00:00Z", "attributes": {"position": "P-1", "channel": "referral"},
    },
    {
        "kind": "candidate", "id": "C-2", "title": "Jan Example", "stage": "applied",
        "opened_at": "2026-05-17T10:00:00Z", "due_at": "2026-05-19T10:00:00Z",
        "attributes": {"position": "P-1", "channel": "referral"},
    },
    {
        "kind": "candidate", "id": "C-3", "title": "Kim Example", "stage": "hired",
        "opened_at": "2026-05-05T10:00:00Z", "closed_at": "2026-05-15T10:00:00Z",
        "attributes": {"channel": "careers page"},
    },
    {
        "kind": "candidate", "id": "C-4", "title": "Lea Example", "stage": "trial day",
        "opened_at": "2026-05-16T10:00:00Z",
    },
    {
        "kind": "position", "id": "P-1", "title": "Engineer", "status": "open", "opened_at": "2026-05-10T10:00:00Z",
        "due_at": "2026-05-19T10:00:00Z",
    },
    {
        "kind": "interview", "id": "I-1", "title": "Ida Example, Engineer", "stage": "technical",
        "due_at": "2026-05-21T10:00:00Z",
    },
    {"kind": "interview", "id": "I-2", "title": "Jan Example, Engineer", "due_at": "2026-06-20T10:00:00Z"},
    {"kind": "interview", "id": "I-3", "title": "Kim Example, Engineer", "due_at": "2026-05-18T10:00:00Z"},
    # Documents: one new, one changed, one nobody touched.
    {
        "kind": "document", "id": "A", "title": "How we plan", "opened_at": "2026-05-01T10:00:00Z",
        "attributes": {"edited_at": "2026-05-12T10:00:00Z", "space": "Product"},
    },
    {
        "kind": "document", "id": "B", "title": "An old plan", "opened_at": "2025-01-01T10:00:00Z",
        "attributes": {"edited_at": "2025-06-01T10:00:00Z"},
    },
    {
        "kind": "document", "id": "C", "title": "How we hire", "opened_at": "2025-01-01T10:00:00Z",
        "attributes": {"edited_at": "2026-05-18T10:00:00Z"},
    },
    # Forms: one, filled in three times; one submission belongs to none.
    {"kind": "form", "id": "F-1", "title": "Feedback", "status": "published", "opened_at": "2026-01-01T10:00:00Z"},
    *(
        {
            "kind": "form_submission", "id": f"S-{number}", "title": f"Feedback {number}",
            "opened_at": f"2026-05-1{number}T10:00:00Z", "attributes": {"form": "F-1"},
        }
        for number in range(3)
    ),
    {
        "kind": "form_submission", "id": "S-3", "title": "By mail", "opened_at": "2026-05-13T10:00:00Z",
        "closed_at": "2026-05-14T10:00:00Z",
    },
]  # fmt: skip
