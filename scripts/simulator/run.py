"""Simulates range by range, on all cores, in constant memory."""

import gzip
import json
import os
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from simulator.calendars import DAY
from simulator.deliveries import Deliveries, Outbox
from simulator.draws import Draws
from simulator.freshdesk import FreshdeskWriter
from simulator.generic import SURVEYS_PER_CONVERSATION, GenericWriter
from simulator.generic_calls import write_calls
from simulator.help_scout import HelpScoutWriter
from simulator.intercom import IntercomWriter
from simulator.neighbours import ABOUT_CUSTOMERS, ABOUT_STORIES, NeighboursWriter
from simulator.people import FIRST_CUSTOMER, FIRST_SPAMMER, Customer
from simulator.story import Story, Teller
from simulator.surveys import ABOUT_CONVERSATIONS, SurveysWriter
from simulator.world import Outline, Settings, World
from simulator.writers import Files
from simulator.zendesk import ZendeskWriter
from simulator.zendesk_voice import VoiceWriter

RANGE = 1_000
STORY_DRAWS = 20
SOURCE_DRAWS = {
    "zendesk": 30,
    "generic": 31,
    "freshdesk": 32,
    "help_scout": 33,
    "intercom": 34,
}
SOURCES = tuple(SOURCE_DRAWS)
# The stream of which a file is delivered again, with other content.
MESSAGES_OF = {
    "zendesk": "ticket_comments",
    "generic": "messages",
    "freshdesk": "conversations",
    "help_scout": "threads",
    "intercom": "conversation_parts",
}
HIDDEN = {
    "zendesk": ("public", False),
    "freshdesk": ("private", True),
    "help_scout": ("state", "hidden"),
    "intercom": ("redacted", True),
}
# Calls and chats draw apart, so that they are the same in every source.
VOICE_DRAWS = 40


@dataclass(frozen=True)
class Request:
    """What the user asks for: a world, and how it is written."""

    settings: Settings
    sources: tuple[str, ...]
    drops: int
    months_per_file: int
    # Whether the exporter makes mistakes: rows late, twice or damaged.
    has_dirt: bool = True


@dataclass
class Parcel:
    """All lines of a range of conversations."""

    lines: dict[tuple[str, str, int], str]
    kinds: dict[str, Counter[str]]
    customers: dict[str, list[int]]


class Desk:
    """The world and its exporters, as each process has them."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.world = World(request.settings)
        self.deliveries = Deliveries(
            request.settings.first,
            request.settings.last,
            request.drops,
            request.months_per_file,
            has_dirt=request.has_dirt,
        )

    def parcel(self, outboxes: list[Outbox], seen: dict[str, list[int]]) -> Parcel:
        """Pack what the exporters collected."""
        lines = {
            key: "\n".join(found) + "\n"
            for outbox in outboxes
            for key, found in outbox.lines.items()
        }
        kinds = {outbox.source: outbox.kinds for outbox in outboxes}
        return Parcel(lines, kinds, seen)

    def sources_of(self, outline: Outline) -> list[str]:
        """Say which sources tell a conversation."""
        if self.request.settings.mode == "mirror":
            return list(self.request.sources)
        source = outline.home
        if source not in self.request.sources and outline.in_zendesk:
            source = "zendesk"
        return [source] if source in self.request.sources else []

    def tell(self, outline: Outline, draws: Draws) -> Story:
        """Tell a conversation; a follow-up needs one that was closed before it."""
        continued = None
        if outline.arc == "follow_up":
            continued = self.closed_before(outline, draws)
        if continued is not None:
            outline = replace(
                outline,
                customer=continued.customer,
                language=continued.outline.language,
                topic=continued.outline.topic,
                partner=continued.outline.index,
            )
        story = Teller(self.world, outline, draws).tell()
        story.continued = continued
        return story

    def closed_before(self, outline: Outline, draws: Draws) -> Story | None:
        """Find a conversation that was closed before this one began."""
        earlier = outline.created_at - draws.whole(7 * DAY, 40 * DAY)
        if earlier < self.world.start:
            return None
        last = self.world.index_at(earlier) + 1
        first = max(0, last - 8)
        candidates = self.world.outlines(first, last)
        numbers = list(self.world.draws(STORY_DRAWS, first, last))
        for candidate, own in zip(candidates, numbers, strict=True):
            if candidate.arc == "support" and candidate.home == outline.home:
                story = Teller(self.world, candidate, own).tell()
                closed_at = story.first_time("closed")
                if closed_at is not None and closed_at < outline.created_at:
                    return story
        return None

    def tell_range(self, first: int, last: int) -> Parcel:
        """Tell a range of conversations in all sources."""
        outboxes = {
            source: Outbox(source, self.deliveries) for source in self.request.sources
        }
        seen: dict[str, list[int]] = {source: [] for source in outboxes}
        told = []
        own_draws = self.world.draws(STORY_DRAWS, first, last)
        for outline, draws in zip(
            self.world.outlines(first, last), own_draws, strict=True
        ):
            sources = self.sources_of(outline)
            if sources:
                told.append((self.tell(outline, draws), sources))
        customers = self.customers_of([story for story, _ in told])
        rows = {
            source: list(self.world.draws(SOURCE_DRAWS[source], first, last))
            for source in outboxes
        }
        voice = {
            source: list(self.world.draws(VOICE_DRAWS, first, last))
            for source in outboxes
        }
        for story, sources in told:
            position = story.outline.index - first
            for source in sources:
                voice_draws = voice[source][position]
                if story.customer < FIRST_SPAMMER:
                    seen[source].append(story.customer - FIRST_CUSTOMER)
                if source == "zendesk":
                    zendesk = ZendeskWriter(
                        self.world, self.deliveries, outboxes[source]
                    )
                    customer = customers[story.customer]
                    zendesk.write(story, customer, rows[source][position])
                    VoiceWriter(self.world, self.deliveries, outboxes[source]).write(
                        story, voice_draws
                    )
                    if story.continued is not None:
                        index = story.continued.outline.index
                        own = next(
                            self.world.draws(SOURCE_DRAWS[source], index, index + 1)
                        )
                        zendesk.write_continued(story, customer, own)
                elif source == "freshdesk":
                    freshdesk = FreshdeskWriter(
                        self.world, self.deliveries, outboxes[source]
                    )
                    freshdesk.write(story, rows[source][position])
                elif source == "intercom":
                    intercom = IntercomWriter(
                        self.world, self.deliveries, outboxes[source]
                    )
                    customer = customers[story.customer]
                    intercom.write(story, customer, rows[source][position])
                elif source == "help_scout":
                    help_scout = HelpScoutWriter(
                        self.world, self.deliveries, outboxes[source]
                    )
                    help_scout.write(story, rows[source][position])
                else:
                    generic = GenericWriter(
                        self.world, self.deliveries, outboxes[source]
                    )
                    generic.write(story, rows[source][position])
                    write_calls(
                        self.world,
                        self.deliveries,
                        outboxes[source],
                        story,
                        voice_draws,
                    )
        if "generic" in outboxes:
            writer = GenericWriter(self.world, self.deliveries, outboxes["generic"])
            total = self.request.settings.conversations
            share = SURVEYS_PER_CONVERSATION
            bounds = [int(number * share) for number in (first, last)]
            if last == total:
                bounds[1] = int(total * share)
            seen["generic"] += writer.write_nps(*bounds)
            seen["generic"] += self.tell_neighbours(
                first, last, told, outboxes["generic"]
            )
            seen["generic"] += self.tell_surveys(first, last, told, outboxes["generic"])
        return self.parcel(list(outboxes.values()), seen)

    def tell_neighbours(
        self,
        first: int,
        last: int,
        told: list[tuple[Story, list[str]]],
        outbox: Outbox,
    ) -> list[int]:
        """Tell what the desk's neighbours know; give the customers met."""
        writer = NeighboursWriter(self.world, self.deliveries, outbox)
        own_draws = list(self.world.draws(ABOUT_STORIES, first, last))
        for story, sources in told:
            draws = own_draws[story.outline.index - first]
            writer.write_story(story, draws, is_generic="generic" in sources)
        return writer.write_range(first, last)

    def tell_surveys(
        self,
        first: int,
        last: int,
        told: list[tuple[Story, list[str]]],
        outbox: Outbox,
    ) -> list[int]:
        """Tell what else the desk asks; give the customers asked."""
        writer = SurveysWriter(self.world, self.deliveries, outbox)
        own_draws = list(self.world.draws(ABOUT_CONVERSATIONS, first, last))
        for story, sources in told:
            if "generic" in sources:
                writer.write_story(story, own_draws[story.outline.index - first])
        if first == 0:
            writer.write_work()
        return writer.write_relations(first, last)

    def tell_customers(self, deliveries: list[int]) -> Iterator[Parcel]:
        """Tell the contracts, orders and recommendations of all customers."""
        count = self.world.customers.count
        for start in range(0, count, RANGE):
            outbox = Outbox("generic", self.deliveries)
            writer = NeighboursWriter(self.world, self.deliveries, outbox)
            end = min(start + RANGE, count)
            own_draws = self.world.draws(ABOUT_CUSTOMERS, start, end)
            people = self.world.customers.describe(np.arange(start, end))
            for customer, draws in zip(people, own_draws, strict=True):
                writer.write_customer(customer, draws, deliveries)
            yield self.parcel([outbox], {})

    def customers_of(self, stories: list[Story]) -> dict[int, Customer]:
        """Describe who wrote."""
        codes = sorted(
            {story.customer for story in stories if story.customer < FIRST_SPAMMER}
        )
        positions = np.array(codes, dtype=np.int64) - FIRST_CUSTOMER
        found = {
            customer.code: customer
            for customer in self.world.customers.describe(positions)
        }
        for story in stories:
            if story.customer >= FIRST_SPAMMER:
                found[story.customer] = Customer(
                    code=story.customer,
                    name="Lucky Winner",
                    email=f"win.{story.outline.index}@example.org",
                    language=story.outline.language,
                    zone="Europe/Madrid",
                    plan="free",
                    country="ES",
                    created_at=story.outline.created_at,
                    changed_at=None,
                )
        return found

    def people(
        self, seen: dict[str, "np.typing.NDArray[np.bool_]"]
    ) -> Iterator[Parcel]:
        """Write everybody who was met, and the desk itself."""
        whole = [
            delivery.number
            for delivery, following in zip(
                self.deliveries.all, [*self.deliveries.all[1:], None], strict=True
            )
            if following is None or following.drop != delivery.drop
        ]
        if "generic" in seen:
            # The shop knows all of them.
            seen["generic"][:] = True
            yield from self.tell_customers(whole)
        for source, met in seen.items():
            outbox = Outbox(source, self.deliveries)
            zendesk = ZendeskWriter(self.world, self.deliveries, outbox)
            generic = GenericWriter(self.world, self.deliveries, outbox)
            freshdesk = FreshdeskWriter(self.world, self.deliveries, outbox)
            help_scout = HelpScoutWriter(self.world, self.deliveries, outbox)
            intercom = IntercomWriter(self.world, self.deliveries, outbox)
            for delivery in whole:
                if source == "zendesk":
                    zendesk.write_desk(delivery)
                elif source == "freshdesk":
                    freshdesk.write_desk(delivery)
                elif source == "intercom":
                    intercom.write_desk(delivery)
                elif source == "help_scout":
                    help_scout.write_desk(delivery)
                else:
                    generic.write_desk(delivery)
                    generic.write_agents(self.world.agents, delivery)
            if source == "zendesk":
                zendesk.write_agents(self.world.agents)
            elif source == "freshdesk":
                freshdesk.write_agents(self.world.agents)
            elif source == "help_scout":
                help_scout.write_agents(self.world.agents)
            yield self.parcel([outbox], {})
            positions = np.flatnonzero(met)
            for start in range(0, len(positions), RANGE):
                outbox = Outbox(source, self.deliveries)
                zendesk = ZendeskWriter(self.world, self.deliveries, outbox)
                generic = GenericWriter(self.world, self.deliveries, outbox)
                freshdesk = FreshdeskWriter(self.world, self.deliveries, outbox)
                help_scout = HelpScoutWriter(self.world, self.deliveries, outbox)
                intercom = IntercomWriter(self.world, self.deliveries, outbox)
                for customer in self.world.customers.describe(
                    positions[start : start + RANGE]
                ):
                    if not self.world.customers.is_exported(customer.code):
                        outbox.kinds["person missing from the export"] += 1
                    elif source == "zendesk":
                        zendesk.write_customer(customer)
                    elif source == "freshdesk":
                        freshdesk.write_customer(customer)
                    elif source == "intercom":
                        intercom.write_customer(customer)
                    elif source == "help_scout":
                        help_scout.write_customer(customer)
                    else:
                        for delivery in whole:
                            generic.write_customer(customer, delivery)
                yield self.parcel([outbox], {})


_desk: list[Desk] = []


def _start(request: Request) -> None:
    _desk.append(Desk(request))


def _tell(first: int, last: int) -> Parcel:
    return _desk[-1].tell_range(first, last)


def parcels(request: Request, workers: int) -> Iterator[tuple[int, Parcel]]:
    """Tell all ranges in order; only a few are under way at a time."""
    total = request.settings.conversations
    ranges = [(first, min(first + RANGE, total)) for first in range(0, total, RANGE)]
    if workers == 1 or len(ranges) == 1:
        desk = Desk(request)
        for first, last in ranges:
            yield last - first, desk.tell_range(first, last)
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(request,)) as pool:
        waiting: deque[tuple[int, Future[Parcel]]] = deque()
        for first, last in ranges:
            waiting.append((last - first, pool.submit(_tell, first, last)))
            if len(waiting) > 2 * workers:
                size, future = waiting.popleft()
                yield size, future.result()
        while waiting:
            size, future = waiting.popleft()
            yield size, future.result()


def simulate(
    request: Request,
    folder: Path,
    *,
    is_compressed: bool = False,
    workers: int | None = None,
    is_quiet: bool = False,
) -> dict[str, Counter[str]]:
    """Write all exports; give the number of each kind of thing, by source."""
    desk = Desk(request)
    files = Files(folder, desk.deliveries, is_compressed=is_compressed)
    kinds: dict[str, Counter[str]] = {source: Counter() for source in request.sources}
    seen = {
        source: np.zeros(desk.world.customers.count, dtype=np.bool_)
        for source in request.sources
    }

    def take(parcel: Parcel) -> None:
        for (source, stream, delivery), text in parcel.lines.items():
            files.write(source, stream, delivery, text)
        for source, counted in parcel.kinds.items():
            kinds[source].update(counted)

    with tqdm(
        total=request.settings.conversations,
        unit=" conversations",
        disable=is_quiet,
    ) as progress:
        for size, parcel in parcels(request, workers or os.cpu_count() or 1):
            take(parcel)
            for source, positions in parcel.customers.items():
                seen[source][positions] = True
            progress.update(size)
        for parcel in desk.people(seen):
            take(parcel)
    first_folder = folder / "drop_01" if request.drops else folder
    if "generic" in request.sources:
        files.empty(first_folder / "generic" / "messages" / "0000-empty.ndjson")
    files.close()
    if request.drops:
        for source in request.sources:
            stream = MESSAGES_OF[source]
            replaced = replace_a_file(files, source, stream)
            kinds[source]["replaced file"] += replaced
        files.date()
    return kinds


def replace_a_file(files: Files, source: str, stream: str) -> int:
    """Deliver one day's file again, two drops later, with other content."""
    runs = files.deliveries.all
    for run in runs:
        later = run.number + 2
        path = files.path(source, stream, run.number)
        if run.drop < 2 or later >= len(runs) or path not in files.paths:
            continue
        is_gz = path.suffix == ".gz"
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if is_gz else raw).decode()
        name, hidden = HIDDEN.get(source, ("is_public", False))
        lines = []
        for number, line in enumerate(text.splitlines()):
            try:
                row = json.loads(line)
            except json.JSONDecodeError:
                continue
            if number % 5 == 0:
                row["body"] = f"{row.get('body') or ''} (edited)"
            if number % 11 == 3:
                row[name] = hidden
            if number % 13 != 7:
                lines.append(json.dumps(row, ensure_ascii=False))
        folder = files.folder / f"drop_{runs[later].drop:02d}"
        target = folder / path.relative_to(files.folder / f"drop_{run.drop:02d}")
        target.parent.mkdir(parents=True, exist_ok=True)
        data = ("\n".join(lines) + "\n").encode()
        target.write_bytes(gzip.compress(data, mtime=0) if is_gz else data)
        files.paths[target] = later
        return 1
    return 0
