"""Claims that a model may propose of the text in `conftest`, all of them right."""

from __future__ import annotations

from typing import Any

FIRMS: dict[str, Any] = {
    "type": "observation",
    "quote": "Saxony counts more than 26,700 high-tech firms",
    "subject": "Saxony",
    "indicator": "high-tech firms",
    "value": "26700",
    "unit": "count",
    "comparator": "gt",
}
MONEY: dict[str, Any] = {
    "type": "funding",
    "quote": "Lindvik University received 14.52 million euros from the Holm Foundation for photonics",
    "funder": "the Holm Foundation",
    "recipient": "Lindvik University",
    "amount": "14520000",
    "currency": "EUR",
    "purpose": "photonics",
    "period": "2023",
}
PARTNERS: dict[str, Any] = {
    "type": "collaboration",
    "quote": "It has signed an agreement with Nordal Optics",
    "partners": ["Lindvik University", "Nordal Optics"],
}
RANK: dict[str, Any] = {
    "type": "ranking",
    "quote": "Nordal Optics ranked third nationally in patent grants",
    "subject": "Nordal Optics",
    "indicator": "patent grants",
    "rank": 3,
}
REVENUE: dict[str, Any] = {
    "type": "observation",
    "quote": "Its revenue exceeded 20 to 30 million dollars",
    "subject": "Nordal Optics",
    "indicator": "revenue",
    "value": "20000000",
}
STAFF: dict[str, Any] = {
    "type": "observation",
    "quote": "The firm has twenty-five employees in Lindvik",
    "indicator": "employees",
    "value": 25,
}
