"""Hands are counted twice, and never below zero."""

from __future__ import annotations

from ui.exchange.lessons import Vote
from ui.shell.votes import closed, counted, opened


def hands(vote: Vote, *options: int) -> Vote:
    for option in options:
        vote = counted(vote, option, 1)
    return vote


def test_two_votes_stand_side_by_side_and_a_third_replaces_the_second() -> None:
    first = closed(hands(opened(Vote(), 3), 0, 0, 2))
    second = closed(hands(opened(first, 3), 1))
    assert second.counts == ((2, 0, 1), (0, 1, 0))
    third = closed(hands(opened(second, 3), 2))
    assert third.counts == ((2, 0, 1), (0, 0, 1))
    assert not third.open


def test_a_hand_can_be_taken_back_but_not_more_than_were_counted() -> None:
    vote = hands(opened(Vote(), 2), 0)
    vote = counted(counted(vote, 0, -1), 0, -1)
    assert vote.counts == ((0, 0),)
    assert counted(vote, 5, 1) == vote  # there is no such option


def test_a_vote_without_hands_did_not_take_place() -> None:
    assert closed(opened(Vote(), 2)) == Vote()
    assert counted(Vote(), 0, 1) == Vote()
