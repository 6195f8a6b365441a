"""Writes calls in the generic layout."""

from simulator.calls import Call, calls_of, settled_calls_of
from simulator.deliveries import Deliveries, Outbox, Row
from simulator.draws import Draws
from simulator.generic import conversation_id, person_id, team_id
from simulator.story import Story
from simulator.world import World
from simulator.zendesk import stamp


def write_calls(
    world: World, deliveries: Deliveries, outbox: Outbox, story: Story, draws: Draws
) -> None:
    """Write the calls of a conversation, and those without one beside it."""
    send(calls_of(story, draws, world.end), deliveries, outbox, story, draws)
    send(settled_calls_of(story, draws, world.end), deliveries, outbox, story, draws)


def send(
    calls: list[Call],
    deliveries: Deliveries,
    outbox: Outbox,
    story: Story,
    draws: Draws,
) -> None:
    """Put the rows of calls into the files."""
    for call in calls:
        delivery = deliveries.at(call.ended_at)
        row = call_row(call, story)
        outbox.send("calls", delivery, row, "call_id", "started_at", draws)
        outbox.kinds[f"call {call.outcome}"] += 1


def call_row(call: Call, story: Story) -> Row:
    """Give a row of calls."""
    answered_at = call.answered_at
    is_queued = call.is_inbound and call.is_queued
    return {
        "call_id": f"K{call.number:09d}",
        "started_at": stamp(call.started_at),
        "direction": "inbound" if call.is_inbound else "outbound",
        "queue": team_id(call.team),
        "queued_at": stamp(call.started_at) if is_queued else None,
        "answered_at": None if answered_at is None else stamp(answered_at),
        "ended_at": stamp(call.ended_at),
        "queue_seconds": call.wait if is_queued else None,
        "hold_seconds": call.hold,
        "longest_hold_seconds": call.hold * 2 // 3,
        "talk_seconds": call.talk,
        "wrap_up_seconds": call.wrap_up,
        "outcome": call.outcome,
        "conversation_id": conversation_id(story.outline.index)
        if call.is_of_conversation
        else None,
        "customer_id": person_id(call.customer),
        "agent_id": person_id(call.agent),
        "team_id": team_id(call.team),
        "tracked_number": "+34900000001" if call.number % 3 else "+34900000002",
        "transferred_to_team_id": None,
    }
