"""Writes what the desk's neighbours know: its help centre, forum, shop and reviewers.

All of it is in the generic layout. Sessions, threads and reviews have numbers of their
own, a share of the conversations'; contracts and orders hang on customers.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from simulator.calendars import DAY, HOUR, MINUTE
from simulator.deliveries import Deliveries, Outbox, Row
from simulator.draws import Draws, uniform_rows
from simulator.people import BOT, FIRST_CUSTOMER, FIRST_SPAMMER, TEAMS, Customer
from simulator.story import Step, Story
from simulator.world import World

EVENT_COLUMNS = (
    *("event_id", "occurred_at", "session_id", "event_name", "visitor_id"),
    *("customer_id", "article_id", "article_category", "locale", "word_count"),
    *("engaged_milliseconds", "scrolled_percent", "search_query", "is_helpful"),
    # Nobody reads the last one.
    *("is_staff", "is_bot", "device"),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "page_events": EVENT_COLUMNS,
    "orders": (
        *("order_id", "customer_id", "ordered_at", "kind", "amount"),
        *("refunded_at", "conversation_id"),
    ),
    "subscriptions": (
        *("subscription_id", "customer_id", "started_at", "ended_at"),
        *("cancel_requested_at", "cancel_reason", "is_trial", "plan"),
        *("monthly_amount", "updated_at"),
    ),
    "referrals": (
        *("referral_id", "referrer_customer_id", "referred_customer_id"),
        *("invited_at", "converted_at"),
    ),
    "agent_evaluations": (
        *("evaluation_id", "agent_id", "evaluated_at", "conversation_id"),
        *("reviewer_id", "scorecard", "score", "max_score", "has_passed"),
        *("has_critical_error", "is_calibration"),
    ),
}
WHOLE = ("subscriptions", "referrals")
PARQUET = ("orders", "subscriptions")
SESSIONS, THREADS, REVIEWS = 60, 61, 62
ABOUT_STORIES, ABOUT_CUSTOMERS = 63, 64
PER_CONVERSATION = {SESSIONS: 0.6, THREADS: 0.22, REVIEWS: 0.25}
ARTICLES = 24
CATEGORIES = ("billing", "technical", "orders", "accounts")
LOCALES = ("en", "es", "ca")
QUERIES = ("change my invoice", "reset password", "late parcel", "cancel contract")
NETWORKS = ("forum", "microblog")
COUNTED = (
    *("shares", "embeds", "likes", "replies", "direct_messages", "comments"),
    *("wall_posts", "mentions"),
)
PRICES = {"free": 9, "basic": 19, "pro": 49, "enterprise": 199}
PROMISES = {"first_response": 4 * HOUR, "resolution": 48 * HOUR}


def stamp(moment: int) -> str:
    """Write a moment as ISO 8601 in UTC."""
    return f"{local_stamp(moment).replace(' ', 'T')}Z"


def local_stamp(moment: int) -> str:
    """Write a moment as a spreadsheet does, without a zone."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S}"


def person(code: int) -> str:
    """Give the id of an agent or a customer, as the generic layout has it."""
    if code == BOT:
        return "A-bot"
    if code < BOT:
        return f"A{code:02d}"
    return f"person.{code}@example.org" if code % 97 == 11 else f"P{code}"


def conversation(index: int) -> str:
    """Give the id of a conversation."""
    return f"C{index + 1:07d}"


def article_of(index: int) -> str | None:
    """Say from which article a conversation was opened: few are."""
    return f"H{index * 7919 % 104:03d}" if index * 7919 % 104 < ARTICLES // 2 else None


def opening(story: Story) -> Row:
    """Give what a conversation's row says of where it was opened."""
    outline = story.outline
    if story.is_outbound or story.opener_is_agent:
        return {}
    if outline.channel == "phone" and outline.index % 3 == 0:
        return {"tracked_number": f"+34 900 000 {outline.index % 7:03d}"}
    if outline.channel in ("web", "chat", "messaging"):
        article = article_of(outline.index)
        return {} if article is None else {"opened_from_article_id": article}
    return {}


def suggested(story: Story, number: int) -> str | None:
    """Say which article an agent's message links: few do."""
    is_one = number == 2 and story.outline.index % 6 == 0
    return f"H{story.outline.index % ARTICLES:03d}" if is_one else None


class NeighboursWriter:
    """Writes the neighbours' streams for a range of conversations."""

    def __init__(self, world: World, deliveries: Deliveries, outbox: Outbox) -> None:
        self.world = world
        self.deliveries = deliveries
        self.outbox = outbox

    # ------------------------------------------------------------ sending

    def send(self, stream: str, at: int, row: Row, draws: Draws) -> None:
        """Write a row, now and then late, twice or damaged."""
        number = self.deliveries.mishap(draws)
        delivery = self.deliveries.at(at)
        if number < 0.01:
            self.outbox.kinds["late row"] += 1
            delivery = self.deliveries.later(delivery, 1)
        self.put(stream, delivery, row)
        if 0.02 < number < 0.024:
            self.outbox.kinds["duplicate row in the same file"] += 1
            self.put(stream, delivery, row)
        elif 0.024 < number < 0.03:
            self.outbox.kinds["duplicate row in the next file"] += 1
            self.put(stream, self.deliveries.later(delivery, 1), row)
        elif 0.03 < number < 0.0308:
            self.outbox.kinds["bad row: no id"] += 1
            self.put(stream, delivery, {**row, next(iter(row)): None})

    def put(self, stream: str, delivery: int, row: Row) -> None:
        """Write a row as the stream's format has it."""
        if stream in COLUMNS and stream not in PARQUET:
            cells = [csv_value(row.get(name)) for name in COLUMNS[stream]]
            text = io.StringIO()
            csv.writer(text, lineterminator="").writerow(cells)
            self.outbox.put(stream, delivery, text.getvalue())
        else:
            self.outbox.put_row(stream, delivery, row)

    # ------------------------------------------------------------ ranges

    def write_range(self, first: int, last: int) -> list[int]:
        """Write what falls to a range of conversations; give the customers met."""
        met: list[int] = []
        writers = {
            SESSIONS: self.write_session,
            THREADS: self.write_thread,
            REVIEWS: self.write_review,
        }
        total = self.world.settings.conversations
        for purpose, write in writers.items():
            share = PER_CONVERSATION[purpose]
            count = int(total * share)
            start, end = int(first * share), int(last * share)
            if last == total:
                end = count
            for index, at, customer, draws in self.occasions(
                purpose, start, end, count
            ):
                write(index, at, customer, draws)
                met.append(customer - FIRST_CUSTOMER)
        return met

    def occasions(
        self, purpose: int, first: int, last: int, total: int
    ) -> Iterator[tuple[int, int, int, Draws]]:
        """Give each thing of a kind its moment and customer: more and more of them."""
        indexes = np.arange(first, last, dtype=np.int64)
        if not len(indexes):
            return
        numbers = uniform_rows(self.world.seed, purpose, indexes, 48)
        shares = ((indexes + numbers[:, 0]) / max(1, total)) ** 0.6
        moments = self.world.arrivals.moments(shares).astype(np.int64)
        joined = self.world.customers.joined_by(shares)
        people = (joined * numbers[:, 1]).astype(np.int64)
        for row, index in enumerate(indexes.tolist()):
            yield (
                index,
                int(moments[row]),
                FIRST_CUSTOMER + int(people[row]),
                Draws(numbers[row, 2:].tolist()),
            )

    # ------------------------------------------------------------ help centre

    def write_session(self, index: int, at: int, customer: int, draws: Draws) -> None:
        """Write a visit of the help centre: a search, articles, a vote, a chat."""
        kind = draws.next()
        session = Session(self, f"V{index:06d}", at, draws)
        session.locale = draws.pick(LOCALES)
        session.is_staff = kind < 0.03
        session.is_bot = 0.03 < kind < 0.07
        if draws.chance(0.4):
            session.customer = customer
        if draws.chance(0.3):
            session.search(draws.pick(QUERIES))
            if draws.chance(0.3):
                return
        for _ in range(draws.whole(1, 2)):
            session.read(int(ARTICLES * draws.next() ** 1.7))
        if draws.chance(0.2):
            session.vote(is_helpful=draws.chance(0.7))
        if draws.chance(0.12):
            session.click("chat_open" if draws.chance(0.7) else "call_click")
        self.outbox.kinds["page session"] += 1

    # ------------------------------------------------------------ forum

    def write_thread(self, index: int, at: int, customer: int, draws: Draws) -> None:
        """Write a thread: question, replies, solution, thanks, and its counts."""
        thread = f"{1_700_000_000_000_000_000 + index * 1_000_003}"
        staff = self.world.staff(index % len(TEAMS), at) or [1]
        agent = staff[index % len(staff)]
        network = NETWORKS[index % 3 == 0]
        mood = -0.9 + draws.next()
        posts: list[tuple[int, int, str, float | None, bool]] = []
        if draws.chance(0.04):
            posts.append((at - DAY, agent, "agent", 0.3, False))
        posts.append((at, customer, "customer", mood, False))
        now = at + draws.seconds(40 * MINUTE, 1.1)
        if draws.chance(0.15):
            posts.append((at + 5, BOT, "bot", None, False))
        if draws.chance(0.9):
            is_solved = draws.chance(0.45)
            posts.append((now, agent, "agent", 0.2, is_solved))
            now += draws.seconds(3 * HOUR)
            if not is_solved:
                posts.append((now, customer, "customer", mood + 0.1, False))
                now += draws.seconds(2 * HOUR)
                is_solved = draws.chance(0.75)
                solver = (agent, "agent") if draws.chance(0.85) else (customer, "other")
                posts.append((now, *solver, 0.3, is_solved))
                now += draws.seconds(4 * HOUR)
            if draws.chance(0.7):
                after = mood + draws.next() * 1.6 - 0.3
                posts.append((now, customer, "customer", min(1.0, after), False))
        root = None
        is_gone = draws.chance(0.03)
        linked = draws.chance(0.1)
        for number, (moment, author, role, feeling, is_solution) in enumerate(posts):
            if moment >= self.world.end:
                break
            name = f"{int(thread) + number}"
            row: Row = {
                "post_id": name,
                "thread_id": thread,
                "posted_at": stamp(moment),
                "author_id": person(author) if role != "other" else f"X{index}",
                "author_type": role,
                "network": network,
                "in_reply_to_post_id": root,
                "body": f"post {number + 1}",
                "sentiment": None if feeling is None else round(max(-1, feeling), 2),
                "is_solution": is_solution,
                "is_deleted": is_gone and role == "customer",
                "conversation_id": None,
            }
            if linked and number == 0:
                near = self.world.index_at(moment)
                row["conversation_id"] = conversation(near)
            if draws.chance(0.03):
                self.outbox.kinds["optional keys missing"] += 1
                row = {key: value for key, value in row.items() if value is not None}
            self.send("social_posts", moment, row, draws)
            root = root or name
            if is_solution:
                self.write_counts(name, moment, draws)
        self.outbox.kinds["social thread"] += 1

    def write_counts(self, post: str, at: int, draws: Draws) -> None:
        """Write how a post had been taken after a day, a week and a month."""
        scale = draws.next()
        for days in (1, 7, 30):
            moment = at + days * DAY + draws.whole(0, 6 * HOUR)
            if moment >= self.world.end or (days == 7 and draws.chance(0.05)):
                continue
            row: Row = {"post_id": post, "counted_at": stamp(moment)}
            for place, name in enumerate(COUNTED):
                if place % 3 == 1:
                    row[name] = None
                else:
                    row[name] = int(scale * 6 * days**0.5 / (1 + place))
            self.send("social_counts", moment, row, draws)

    # ------------------------------------------------------------ reviewers

    def write_review(self, index: int, at: int, customer: int, draws: Draws) -> None:
        """Write a review of an agent's work; some are done twice, to compare."""
        del customer
        near = self.world.index_at(at)
        staff = self.world.staff(index % len(TEAMS), at) or [1]
        agent = staff[draws.whole(0, len(staff) - 1)]
        is_calibration = draws.chance(0.08)
        moment = at + draws.whole(HOUR, 3 * DAY)
        for number in range(2 if is_calibration else 1):
            if moment >= self.world.end:
                return
            score = min(100, int(70 + 35 * draws.next()))
            is_scored = draws.chance(0.95)
            row: Row = {
                "evaluation_id": f"Q{index + 1:06d}-{number}",
                "agent_id": person(agent),
                "evaluated_at": local_stamp(moment + number * HOUR),
                "conversation_id": conversation(near) if draws.chance(0.9) else None,
                "reviewer_id": person(1 + (index + number) % 5),
                "scorecard": "standard" if index % 4 else "phone",
                "score": score if is_scored else None,
                "max_score": 100,
                "has_passed": score >= 80 if is_scored else None,
                "has_critical_error": draws.chance(0.03),
                "is_calibration": is_calibration,
            }
            if is_calibration:
                row["conversation_id"] = conversation(near)
            self.send("agent_evaluations", moment, row, draws)
        self.outbox.kinds["review"] += 1

    # ------------------------------------------------------------ conversations

    def write_story(self, story: Story, draws: Draws, *, is_generic: bool) -> None:
        """Write what hangs on a conversation: promises, a visit before it, an order."""
        if is_generic:
            self.write_promises(story, draws)
            self.write_visit(story, draws)
        outline = story.outline
        chance = 0.15 if outline.arc == "support" else 0.03
        if story.customer < FIRST_SPAMMER and draws.chance(chance):
            moment = outline.created_at + draws.whole(HOUR, 13 * DAY)
            self.write_order(
                f"OC{outline.index + 1:07d}",
                story.customer,
                moment,
                draws,
                conversation(outline.index)
                if is_generic and draws.chance(0.3)
                else None,
            )

    def write_order(
        self,
        key: str,
        customer: int,
        moment: int,
        draws: Draws,
        named: str | None = None,
    ) -> None:
        """Write an order, some of them paid back."""
        if moment >= self.world.end:
            return
        refunded_at = None
        if draws.chance(0.05) and moment + 6 * DAY < self.world.end:
            refunded_at = stamp(moment + 6 * DAY)
        kinds = ("order", "order", "order", "renewal", "upgrade", "form")
        row: Row = {
            "order_id": key,
            "customer_id": person(customer),
            "ordered_at": stamp(moment),
            "kind": draws.pick(kinds),
            "amount": round(15 + 90 * draws.next(), 2),
            "refunded_at": refunded_at,
            "conversation_id": named,
        }
        self.put("orders", self.deliveries.at(moment), row)
        self.outbox.kinds["order"] += 1

    def write_promises(self, story: Story, draws: Draws) -> None:
        """Write what was promised on a conversation, and what became of it."""
        created_at = story.outline.created_at
        if story.is_outbound or story.outline.arc in ("spam", "test"):
            return
        ends = {
            "first_response": first_answer(story.steps),
            "resolution": story.first_time("resolved"),
        }
        for metric, span in PROMISES.items():
            kind = draws.next()
            fulfilled_at = ends[metric]
            due_at = created_at + span
            is_late = (fulfilled_at or self.world.end) > due_at
            row: Row = {
                "sla_id": f"{conversation(story.outline.index)}-{metric}",
                "conversation_id": conversation(story.outline.index),
                "metric": metric,
                "applied_at": stamp(created_at),
                "due_at": stamp(due_at),
                "fulfilled_at": None if fulfilled_at is None else stamp(fulfilled_at),
                "breached_at": None,
                "cancelled_at": None,
                "is_met": None,
                "clock": "calendar",
            }
            if is_late and due_at < self.world.end and kind < 0.8:
                row["breached_at"] = stamp(due_at)
            elif not is_late and kind > 0.97 and metric == "resolution":
                row["cancelled_at"] = stamp(created_at + HOUR)
            elif kind < 0.04:
                row.update(due_at=None, fulfilled_at=None, is_met=not is_late)
            at = max(created_at, min(fulfilled_at or due_at, self.world.end - 1))
            self.send("sla_instances", at, row, draws)
        self.outbox.kinds["promise"] += 1

    def write_visit(self, story: Story, draws: Draws) -> None:
        """Write the visit from which a conversation was opened, or to which it led."""
        outline = story.outline
        opened = opening(story)
        article = opened.get("opened_from_article_id")
        link = suggested(story, 2)
        is_known = story.customer < FIRST_SPAMMER and draws.chance(0.8)
        if isinstance(article, str) and draws.chance(0.8):
            session = Session(
                self, f"W{outline.index:06d}", outline.created_at - 400, draws
            )
            session.customer = story.customer if is_known else None
            session.read(int(article[1:]), longest=150)
            session.now = outline.created_at - draws.whole(5, 120)
            session.click("chat_open")
        if "tracked_number" in opened and is_known:
            session = Session(
                self, f"W{outline.index:06d}", outline.created_at - 400, draws
            )
            session.customer = story.customer
            session.read(outline.index % ARTICLES, longest=150)
            session.now = outline.created_at - draws.whole(5, 120)
            session.click("call_click")
        if link is not None and is_known:
            session = Session(self, f"L{outline.index:06d}", story.steps[-1].at, draws)
            session.customer = story.customer
            session.read(int(link[1:]))

    # ------------------------------------------------------------ customers

    def write_customer(
        self, customer: Customer, draws: Draws, deliveries: Sequence[int]
    ) -> None:
        """Write a customer's contracts, orders and recommendations."""
        self.write_contracts(customer, draws, deliveries)
        for number in range(draws.whole(0, 2)):
            moment = customer.created_at + int(draws.next() * 600 * DAY)
            key = f"OP{customer.code:07d}-{number}"
            if moment >= self.world.start:
                self.write_order(key, customer.code, moment, draws)
        month = datetime.fromtimestamp(customer.created_at, UTC).month
        chance = 0.75 if month in (5, 6, 7, 9, 10) else 0.3
        if customer.created_at < self.world.start or not draws.chance(chance):
            return
        other = FIRST_CUSTOMER + draws.whole(0, customer.code - FIRST_CUSTOMER)
        if draws.chance(0.03):
            other = customer.code
        is_followed = draws.chance(0.92)
        row: Row = {
            "referral_id": f"R{customer.code}",
            "referrer_customer_id": person(other),
            "referred_customer_id": person(customer.code) if is_followed else None,
            "invited_at": stamp(customer.created_at - draws.whole(HOUR, 9 * DAY)),
            "converted_at": stamp(customer.created_at) if is_followed else None,
        }
        for delivery in deliveries:
            if customer.created_at < self.deliveries.all[delivery].end:
                self.put("referrals", delivery, row)
        self.outbox.kinds["referral"] += 1

    def write_contracts(
        self, customer: Customer, draws: Draws, deliveries: Sequence[int]
    ) -> None:
        """Write contracts: trials, endings, and coming back soon or late."""
        if draws.chance(0.12):
            return
        started_at = customer.created_at + draws.whole(0, 3 * DAY)
        if draws.chance(0.15):
            ended_at = started_at + 14 * DAY
            trial = (started_at, ended_at, "not wanted", True)
            self.write_contract(customer, 0, trial, deliveries)
            started_at = ended_at
        for number in range(1, 4):
            length = int(-np.log(1 - 0.999 * draws.next()) * 620 * DAY) + 20 * DAY
            ended_at = started_at + length
            reason = "payment_failed" if draws.chance(0.3) else "too expensive"
            self.write_contract(
                customer, number, (started_at, ended_at, reason, False), deliveries
            )
            fate = draws.next()
            if ended_at >= self.world.end or fate > 0.3:
                return
            gap = draws.whole(1, 25) if fate < 0.15 else draws.whole(50, 200)
            started_at = ended_at + gap * DAY
            self.outbox.kinds["contract again"] += 1

    def write_contract(
        self,
        customer: Customer,
        number: int,
        life: tuple[int, int, str, bool],
        deliveries: Sequence[int],
    ) -> None:
        """Write a contract as it was known in each delivery."""
        started_at, ended_at, reason, is_trial = life
        for delivery in deliveries:
            end = self.deliveries.all[delivery].end
            if started_at >= end:
                continue
            is_over = ended_at < end
            self.put_row_of_contract(
                delivery,
                {
                    "subscription_id": f"S{customer.code}-{number}",
                    "customer_id": person(customer.code),
                    "started_at": stamp(started_at),
                    "ended_at": stamp(ended_at) if is_over else None,
                    "cancel_requested_at": stamp(ended_at - 9 * DAY)
                    if is_over and reason != "payment_failed"
                    else None,
                    "cancel_reason": reason if is_over else None,
                    "is_trial": is_trial,
                    "plan": customer.plan,
                    "monthly_amount": 0 if is_trial else PRICES[customer.plan],
                    "updated_at": stamp(ended_at if is_over else started_at),
                },
            )

    def put_row_of_contract(self, delivery: int, row: Row) -> None:
        """Write a contract's row."""
        self.outbox.put_row("subscriptions", delivery, row)


class Session:
    """A visit of the help centre, event by event."""

    def __init__(
        self, writer: NeighboursWriter, visitor: str, at: int, draws: Draws
    ) -> None:
        self.writer = writer
        self.visitor = visitor
        self.now = at
        self.draws = draws
        self.customer: int | None = None
        self.locale = "en"
        self.is_staff = False
        self.is_bot = False
        self.article: str | None = None
        self.count = 0

    def event(self, name: str, **more: object) -> None:
        """Write an event."""
        if self.now >= self.writer.world.end or self.now < self.writer.world.start:
            return
        self.count += 1
        row: Row = {
            "event_id": f"{self.visitor}.{self.count}",
            "occurred_at": stamp(self.now),
            "session_id": f"{self.visitor}s",
            "event_name": name,
            "visitor_id": self.visitor,
            # Signs in on the way.
            "customer_id": person(self.customer)
            if self.customer is not None and self.count > 1
            else None,
            "locale": self.locale,
            "is_staff": self.is_staff,
            "is_bot": self.is_bot,
            "device": "phone" if len(self.visitor) % 2 else "desktop",
            **more,
        }
        self.writer.send("page_events", self.now, row, self.draws)
        if name == "engagement" and self.draws.chance(0.02):
            # The tool corrects yesterday's table.
            self.writer.outbox.kinds["corrected page event"] += 1
            delivery = self.writer.deliveries.at(self.now)
            self.writer.put(
                "page_events",
                self.writer.deliveries.later(delivery, 1),
                {**row, "scrolled_percent": 100},
            )

    def search(self, query: str) -> None:
        """Search for something."""
        self.event("search", search_query=query)
        self.now += self.draws.whole(4, 30)

    def read(self, number: int, longest: int = 2400) -> None:
        """Open an article and read in it."""
        number %= ARTICLES
        self.article = f"H{number:03d}"
        self.event(
            "page_view",
            article_id=self.article,
            article_category=CATEGORIES[number % len(CATEGORIES)],
            word_count=180 + number * 37,
        )
        for _ in range(self.draws.whole(0, 2)):
            seconds = min(self.draws.seconds(40), longest)
            self.now += seconds
            self.event(
                "engagement",
                article_id=self.article,
                engaged_milliseconds=seconds * 1000 - self.draws.whole(0, 900),
                scrolled_percent=self.draws.whole(1, 10) * 10,
            )
        self.now += self.draws.whole(1, 20)

    def vote(self, *, is_helpful: bool) -> None:
        """Say whether the article helped."""
        self.event("vote", article_id=self.article, is_helpful=is_helpful)

    def click(self, name: str) -> None:
        """Begin a chat or a call, now and then clicking twice."""
        self.event(name)
        if self.draws.chance(0.1):
            self.event(name)


def first_answer(steps: Sequence[Step]) -> int | None:
    """Give when a person of the desk first wrote to the customer."""
    for step in steps:
        message = step.message
        if (
            message is not None
            and message.role == "agent"
            and message.is_public
            and not message.is_automatic
        ):
            return step.at
    return None


def csv_value(value: object) -> object:
    """Write a value into a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
