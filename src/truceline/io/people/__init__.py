"""People: the adapter that remembers accounts, sessions, tokens and reads of restricted fields."""

from truceline.io.people.opening import open_people
from truceline.io.people.store import PeopleDatabase

__all__ = ["PeopleDatabase", "open_people"]
