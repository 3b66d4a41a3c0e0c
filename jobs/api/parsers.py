"""The way JSON comes in."""

from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """JSON as the contract has it."""
