"""Contacts that began at an article of the help centre."""

from datetime import datetime

from .facts import Fact
from .neighbours import (
    CLICKS,
    CONTACT_WINDOW,
    UNKNOWN,
    Export,
    article_mentions,
    is_inbound,
    last_said,
    visits,
)

KINDS = {"phone": "call", "chat": "chat", "messaging": "chat"}


def article_contacts(export: Export) -> list[Fact]:
    """Return the clicks, and the conversations that no click opened."""
    found = clicks(export)
    opened = conversations_from_articles(export)
    first_of: dict[str, Fact] = {}
    for fact in sorted(opened, key=by_time):
        click = nearest_click(found, fact)
        if click is not None:
            first_of.setdefault(str(click["article_contact_key"]), fact)
    for click in found:
        first = first_of.get(str(click["article_contact_key"]))
        click["conversation_key"] = first["conversation_key"] if first else None
    taken = {fact["conversation_key"] for fact in first_of.values()}
    made = found + [fact for fact in opened if fact["conversation_key"] not in taken]
    mentions = article_mentions(export)
    for fact in made:
        said = mentions.get(str(fact["article_key"]), [])
        for name in ("article_category", "locale"):
            fact[name] = last_said(said, name) or "unknown"
    return made


def by_time(fact: Fact) -> tuple[datetime, str]:
    """Return the order of contacts: when they began, then what they came of."""
    began_at = fact["contacted_at"]
    assert isinstance(began_at, datetime)
    return began_at, str(fact["article_read_key"] or fact["conversation_key"])


def clicks(export: Export) -> list[Fact]:
    """Return the first click of each kind in each visit of an article."""
    made: list[Fact] = []
    for visit in visits(export):
        for article, events in visit.articles.items():
            read = f"{visit.visitor}|{visit.session}|{article}"
            for name, kind in CLICKS.items():
                times = [
                    row.moment("occurred_at")
                    for row in events
                    if row.word("event_name") == name
                ]
                if times:
                    made.append(
                        {
                            "article_contact_key": f"{read}|{kind}",
                            "article_read_key": read,
                            "article_key": article,
                            "customer_key": visit.customer,
                            "conversation_key": None,
                            "contact_kind": kind,
                            "evidence": "click",
                            "contacted_at": min(times),
                        }
                    )
    return made


def conversations_from_articles(export: Export) -> list[Fact]:
    """Return the conversations that say that they came from the help centre."""
    made: list[Fact] = []
    for row in export.rows(
        "conversations",
        "conversation_id",
        "conversation_id",
        "created_at",
        "updated_at",
    ):
        key = row.key("conversation_id") or ""
        article, number = row.key("opened_from_article_id"), row.text("tracked_number")
        fact = export.conversations.get(key)
        if fact is None or not is_inbound(fact) or (article is None and number is None):
            continue
        made.append(
            {
                "article_contact_key": key,
                "article_read_key": None,
                "article_key": article or UNKNOWN,
                "customer_key": fact["customer_key"],
                "conversation_key": key,
                "contact_kind": KINDS.get(str(fact["channel"]), "message"),
                "evidence": "conversation" if article else "number",
                "contacted_at": fact["created_at"],
            }
        )
    return made


def nearest_click(found: list[Fact], fact: Fact) -> Fact | None:
    """Return the last click that may have opened a conversation."""
    near = [click for click in found if may_open(click, fact)]
    return max(near, key=by_time, default=None)


def may_open(click: Fact, fact: Fact) -> bool:
    """Say whether a click may have opened a conversation."""
    clicked_at, began_at = click["contacted_at"], fact["contacted_at"]
    assert isinstance(clicked_at, datetime)
    assert isinstance(began_at, datetime)
    is_of_the_article = click["article_key"] == fact["article_key"]
    people = {str(click["customer_key"]), str(fact["customer_key"])}
    is_somebody_unknown = any(person.endswith(":unknown") for person in people)
    return (
        click["contact_kind"] == fact["contact_kind"]
        and clicked_at <= began_at <= clicked_at + CONTACT_WINDOW
        and (
            is_of_the_article
            if is_somebody_unknown
            else len(people) == 1
            and (is_of_the_article or fact["evidence"] == "number")
        )
    )
