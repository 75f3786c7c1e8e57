"""From the scripts to a talk: who says what, and when."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

from attrs import Factory, define, frozen

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import BUYER, HOST, LISTENER, OTHER, Person
from gong_async.sim.dice import dice
from gong_async.sim.scripts import SCRIPT
from gong_async.sim.slots import Slots, slots

_SOFT = frozenset(
    (
        *("We", "The", "It", "That", "This", "They", "There", "You", "If", "For"),
        *("What", "How", "Is", "Do", "Who", "When", "Where"),
    )
)
_HESITATIONS = ("Um,", "Uh,", "So,", "Well,", "Yeah,", "I mean,")
_ASSENTS = ("Mm-hmm.", "Right.", "Okay.", "Sure.", "Got it.", "Yeah.")
_INVITATIONS = (
    *("Understood. What else is on your mind?", "Makes sense. Go on.", "Got it.", "I see."),
    *("Good to know. Anything else?", "Okay, noted."),
)
_TALKATIVE = frozenset(
    ("Current State", "Pain Points", "Decision Process", "Objections", "Competition", "Adoption")
)
_MS_A_LETTER, _MS_A_SENTENCE, _MS_A_TURN = 70, 250, 700


@frozen
class Phrase:
    """A sentence of the scripts in all its variants; *soft* if it may follow a hesitation."""

    variants: tuple[str, ...]
    soft: bool

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.variants[0].endswith("?")

    def say(self, rng: Random, words: Slots) -> str:
        """One of the variants, filled."""
        variants = self.variants
        text = variants[0] if len(variants) == 1 else rng.choice(variants)
        text = _fill(text, words)
        if self.soft and rng.random() < 0.1:
            hesitation = rng.choice(_HESITATIONS[: 3 if self.asks else None])
            return f"{hesitation} {text[0].lower()}{text[1:]}"
        return text


def _fill(text: str, words: Slots) -> str:
    text = text.format_map(words)
    return text[0].upper() + text[1:]


@frozen
class Turn:
    """What one role says in one go."""

    role: str
    phrases: tuple[Phrase, ...]


@frozen
class Exchange:
    """A few turns that belong together; *gist* tells them in one sentence."""

    gist: str
    turns: tuple[Turn, ...]
    roles: tuple[str, ...]
    length: int


@frozen
class Scene:
    """Exchanges about one topic."""

    name: str
    topic: str
    exchanges: tuple[Exchange, ...]


class Sentence(NamedTuple):
    """Times in milliseconds from the start of the call."""

    start: int
    end: int
    text: str


@define
class Monologue:
    """What a person says before another one does; *topic* None where Gong found none."""

    person: Person
    scene: Scene
    topic: str | None
    texts: list[str]
    sentences: list[Sentence] = Factory(list[Sentence])

    @property
    def start(self) -> int:
        """Of the first sentence, in milliseconds."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Of the last sentence, in milliseconds."""
        return self.sentences[-1].end


@frozen
class Point:
    """An exchange in one sentence, and the monologue it starts with."""

    text: str
    monologue: Monologue


@frozen
class Talk:
    """All that was said on a call; nothing at all on a silent one."""

    people: tuple[Person, ...]
    monologues: tuple[Monologue, ...]
    points: tuple[Point, ...]


@cache
def scenes() -> dict[str, Scene]:
    """The scripts, read once."""
    found: dict[str, Scene] = {}
    for part in re.split(r"^== ", SCRIPT, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        name, topic = heading.split(" | ")
        blocks = re.split(r"\n{2,}", text.strip().replace("\n ", " "))
        found[name] = Scene(name, topic, tuple(map(_exchange, blocks)))
    return found


def _exchange(block: str) -> Exchange:
    lines = block.split("\n")
    gist = lines.pop(0)[2:] if block.startswith(">") else ""
    turns = tuple(_turn(line) for line in lines)
    length = sum(
        _MS_A_TURN
        + sum(_MS_A_SENTENCE + _MS_A_LETTER * len(phrase.variants[0]) for phrase in turn.phrases)
        for turn in turns
    )
    return Exchange(gist, turns, tuple(dict.fromkeys(turn.role for turn in turns)), length)


def _turn(line: str) -> Turn:
    role, _, text = line.partition(": ")
    return Turn(role, tuple(map(_phrase, re.split(r"(?<=[.?!]) (?=[^a-z])", text))))


def _phrase(text: str) -> Phrase:
    parts = [part.split("|") for part in re.split(r"[\[\]]", text)]
    variants = tuple("".join(choice) for choice in product(*parts))
    return Phrase(variants, text.partition(" ")[0] in _SOFT)


def perform(call: SimCall, people: tuple[Person, ...], seconds: int) -> Talk:
    """Play *call* with *people*: the same every time, over before its *seconds* are."""
    if call.silent:
        return Talk(people, (), ())
    rng = dice(call.office.seed, "talk", call.id)
    stage = _Stage(rng, people, slots(rng, call, people), call.kind.internal)
    for scene, exchange in _programme(rng, call, stage.roles, seconds * 1000):
        stage.play(scene, exchange)
    _keep_time(rng, stage.monologues, seconds * 970)
    return Talk(people, tuple(stage.monologues), tuple(stage.points))


def _programme(
    rng: Random, call: SimCall, roles: frozenset[str], length: int
) -> list[tuple[Scene, Exchange]]:
    """As many exchanges as *length* milliseconds hold, in the order of the scenes."""
    kind, every = call.kind, scenes()
    pools = {
        name: [one for one in every[name].exchanges if roles.issuperset(one.roles)]
        for name in (*kind.opening, *kind.body, *kind.closing)
    }
    for pool in pools.values():
        rng.shuffle(pool)
    chosen = {name: pools[name][:1] for name in (*kind.opening, *kind.closing)}
    chosen |= {name: [] for name in kind.body}
    left = length * 0.7 - sum(one.length for part in chosen.values() for one in part)
    while left > 0 and any(pools[name] for name in kind.body):
        for name in kind.body:
            if left > 0 and pools[name]:
                exchange = pools[name].pop()
                chosen[name].append(exchange)
                left -= exchange.length * 1.12
    return [
        (every[name], exchange)
        for name in (*kind.opening, *kind.body, *kind.closing)
        for exchange in chosen[name]
    ]


class _Stage:
    """Turns exchanges into monologues."""

    def __init__(
        self, rng: Random, people: tuple[Person, ...], words: Slots, internal: bool
    ) -> None:
        self.monologues: list[Monologue] = []
        self.points: list[Point] = []
        self._rng = rng
        boss = words["boss"]
        self._told = Slots(words, boss=f"the {boss}")
        self._inside = Slots(words, boss=f"{'their' if internal else 'your'} {boss}")
        self._outside = Slots(words, boss=f"our {boss}")
        self._people: dict[str, list[Person]] = {}
        for person in people:
            if person.role != LISTENER:
                self._people.setdefault(person.role, []).append(person)
        self.roles = frozenset(self._people)
        asides = scenes()["asides"].exchanges
        self._asides = {
            role: [one.turns[0].phrases[0] for one in asides if one.turns[0].role == role]
            for role in (HOST, BUYER)
        }

    def play(self, scene: Scene, exchange: Exchange) -> None:
        """Let the people speak their turns of *exchange*."""
        speakers = {role: self._rng.choice(self._people[role]) for role in exchange.roles}
        if OTHER in speakers:
            for words in (self._told, self._inside, self._outside):
                words["champ"] = speakers[OTHER].first
        first = speakers[exchange.turns[0].role]
        if self.monologues and self.monologues[-1].person is first:
            self._bridge(first)
        before = len(self.monologues)
        for turn in exchange.turns:
            self._speak(speakers[turn.role], scene, turn)
        self.points.append(Point(_fill(exchange.gist, self._told), self.monologues[before]))

    def _listener(self, person: Person) -> Person:
        return self._people[HOST if person.role in (BUYER, OTHER) else BUYER][0]

    def _bridge(self, person: Person) -> None:
        """Let somebody else say a word before *person* brings up something new."""
        other = self._listener(person)
        words = _INVITATIONS if other.role == HOST else _ASSENTS
        self._add(other, self.monologues[-1].scene, [self._rng.choice(words)])

    def _speak(self, person: Person, scene: Scene, turn: Turn) -> None:
        rng = self._rng
        words = self._inside if person.user_id else self._outside
        texts = [phrase.say(rng, words) for phrase in turn.phrases]
        if scene.topic in _TALKATIVE and not turn.phrases[-1].asks and rng.random() < 0.16:
            asides = self._asides[HOST if person.user_id else BUYER]
            if asides:
                texts.append(asides.pop(rng.randrange(len(asides))).say(rng, words))
        if len(texts) > 3 and len(self.monologues) > 1 and rng.random() < 0.4:
            self._add(person, scene, texts[:2])
            self._add(self._listener(person), scene, [rng.choice(_ASSENTS)])
            texts = texts[2:]
        self._add(person, scene, texts)

    def _add(self, person: Person, scene: Scene, texts: list[str]) -> None:
        topic = None if self._rng.random() < 0.06 else scene.topic
        last = self.monologues[-1] if self.monologues else None
        if last and last.person is person and last.scene is scene:
            last.texts += texts
        else:
            self.monologues.append(Monologue(person, scene, topic, texts))


def _keep_time(rng: Random, monologues: list[Monologue], length: int) -> None:
    """Give every sentence its time, so that all is said within *length* milliseconds."""
    random = rng.random
    spoken = [
        [int((280 + len(text) * one.person.pace) * (0.85 + 0.3 * random())) for text in one.texts]
        for one in monologues
    ]
    pauses = [int(200 + 900 * random() ** 2) for _ in monologues]
    pauses[0] += 1500
    breath = 180
    needed = sum(pauses) + sum(sum(times) + breath * len(times) for times in spoken)
    spare = length - needed
    if spare > 0:
        weights = [random() ** 4 for _ in monologues]
        total = sum(weights) + 1
        pauses = [p + int(spare * w / total) for p, w in zip(pauses, weights, strict=True)]
    pace = min(1.0, length / needed)
    clock = 0.0
    for one, pause, times in zip(monologues, pauses, spoken, strict=True):
        clock += pause * pace
        for text, time in zip(one.texts, times, strict=True):
            end = clock + time * pace
            one.sentences.append(Sentence(int(clock), int(end), text))
            clock = end + breath * pace
