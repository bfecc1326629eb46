"""The live sessions that one engine process holds: packets in, packets out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from openclam.coach.coach import Coach
from openclam.exercise import Exercise
from openclam.run.exercise_file import open_exercise
from openclam.web.live.protocol import (
    Begin,
    Feeling,
    Finish,
    Frame,
    FromClient,
    Hello,
    RefusedError,
    RepDone,
    ToClient,
    parse,
)
from openclam.web.live.session import LiveSession
from openclam.web.live.wire import Kind, Packet, packed

Send = Callable[[bytes], None]
Aside = Callable[[Callable[[], None]], object]

_log = logging.getLogger(__name__)


class SessionHost:
    """Knows nothing of the network: the site holds the connections, the tokens and the limits."""

    def __init__(self, send: Send, aside: Aside, exercise: Exercise | None = None) -> None:
        """Begin with no session.

        Args:
            send: takes the packets that answer.
            aside: does what takes long while others are served, as the end of a set, for which loads are estimated.
            exercise: the page that is coached; the built-in clamshell unless given.
        """
        self._send, self._aside = send, aside
        self._exercise = exercise or open_exercise()
        self._sessions: dict[int, LiveSession] = {}

    def take(self, packet: Packet) -> None:
        """Do what a packet asks for, and answer it; what takes long is answered later."""
        kind, number, payload = packet
        if kind is Kind.FORGET:
            self._sessions.pop(number, None)
            return
        try:
            if kind is Kind.MESSAGE:
                message = parse(payload)
                if isinstance(message, Finish | Feeling):
                    self._aside(lambda: self._answer(number, lambda: self._said_to(self._sessions[number], message)))
                    return
                self._answer(number, lambda: self._said_to(self._sessions[number], message))
            else:
                self._answer(number, lambda: self._welcome(kind, number, payload))
        except RefusedError as problem:
            self._send(_refusal(number, problem))

    def _answer(self, number: int, work: Callable[[], Sequence[ToClient]]) -> None:
        """Do the work and send what is to be told; whatever goes wrong ends this session and no other."""
        try:
            told = [packed(Kind.TELL, number, event.model_dump_json(by_alias=True).encode()) for event in work()]
            self._send(b"".join([*told, packed(Kind.DONE, number)]))
        except RefusedError as problem:
            self._send(_refusal(number, problem))
        except Exception:
            _log.exception("A live session failed.")
            self._sessions.pop(number, None)
            self._send(packed(Kind.BROKEN, number))

    def _welcome(self, kind: Kind, number: int, payload: bytes) -> list[ToClient]:
        """Open a session or go on with it: where it stands, and what was told of this set so far."""
        token, _, text = payload.partition(b"\n")
        hello = parse(text)
        assert isinstance(hello, Hello), "the site sends a hello here and nothing else"
        if kind is Kind.OPEN:
            session = self._sessions[number] = LiveSession(hello, self._exercise, Coach)
        else:
            session = self._sessions[number]
            session.resume(hello)
        events: list[ToClient] = [session.ready(token.decode(), resumed=kind is Kind.RESUME)]
        if session.finished is not None:
            events.append(session.finished)
        return [*events, *(RepDone(rep=rep, cue=None, again=True) for rep in session.reps)]

    def _said_to(self, session: LiveSession, message: FromClient) -> list[ToClient]:
        match message:
            case Frame():
                return session.step(message)
            case Begin():
                return session.begin()
            case Feeling():
                return session.feel(message)
            case Finish():
                return session.finish()
            case Hello():
                raise RefusedError("no_session", "expected one hello a connection; got another")


def _refusal(number: int, problem: RefusedError) -> bytes:
    # What was refused may be quoted in the words, and need not be text that can be written.
    return packed(Kind.REFUSED, number, f"{problem.code}\n{problem}".encode("utf-8", "replace"))
