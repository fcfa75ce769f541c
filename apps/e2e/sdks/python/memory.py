"""What the handlers of this process did, outside of any journal: it tells attempts and executions from results."""

from collections import defaultdict

_counts: dict[str, int] = defaultdict(int)
_notes: dict[str, list[str]] = defaultdict(list)


def add(name: str, amount: int) -> int:
    """Answers the new count."""
    _counts[name] += amount
    return _counts[name]


def count(name: str) -> int:
    return _counts[name]


def note(name: str, text: str) -> list[str]:
    """Everything noted under the name so far, this text included."""
    _notes[name].append(text)
    return list(_notes[name])


def fail_until(name: str, times: int) -> int:
    """Counts, and fails that often; then it answers the count."""
    if add(name, 1) <= times:
        raise RuntimeError(f"not yet: {name}")
    return count(name)
