"""How much of the product a command needs."""

from enum import Enum


class Needs(Enum):
    NOTHING = "nothing"
    DJANGO = "django"
    DATABASE = "database"
    OWNER = "owner"
