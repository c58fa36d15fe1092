"""Requests as templates, which the load generators fill in: see load/wrk.lua for what stands in braces."""

import random
import re

PLACE = re.compile(r"\{(\d+-\d+|=\d+|token|unique)\}")


class Template:
    """A whole HTTP/1.1 request with places in it."""

    def __init__(self, method, path, headers=None, body=None):
        self.method, self.path, self.body = method, path, body
        self.headers = {"Host": "127.0.0.1", "Authorization": "Bearer {token}", **(headers or {})}
        if body is not None:
            # Records of past years are entered for a reason.
            self.headers |= {"Content-Type": "application/json", "X-Change-Reason": "late"}

    def with_header(self, name, value):
        return Template(self.method, self.path, {**self.headers, name: value}, self.body)

    def text(self, tokens):
        """What the generators read; `tokens` says how long one is."""
        headers = dict(self.headers)
        if self.body is not None:
            headers["Content-Length"] = len(self.filled(tokens).body.encode())
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines) + "\r\n\r\n" + (self.body or "")

    def filled(self, tokens, seed=None):
        """The same request with one value in each place; the same numbers for the same seed, whatever else is in it."""
        numbers, others, drawn = random.Random(seed), random.Random(seed), []

        def value(place):
            if place[1].startswith("="):
                return [text for name, text in drawn if "-" in name][int(place[1][1:]) - 1]
            draw = numbers if "-" in place[1] else others
            drawn.append((place[1], _draw(draw, place[1], tokens)))
            return drawn[-1][1]

        path, headers = PLACE.sub(value, self.path), {}
        for name, text in self.headers.items():
            headers[name] = PLACE.sub(value, text)
        filled = Template(self.method, path, headers, self.body and PLACE.sub(value, self.body))
        filled.drawn = drawn
        return filled

    def words(self):
        """The runs of characters around places: what may come back as one value."""
        texts = [self.path, *self.headers.values(), self.body or ""]
        pattern = re.compile(r"(?:[\w-]|\{(?:\d+-\d+|unique)\})+")
        return [word for text in texts for word in pattern.findall(text) if PLACE.search(word)]


def _draw(draw, name, tokens):
    if name == "token":
        return draw.choice(tokens)
    if name == "unique":
        return f"{draw.randrange(10**24):024}"
    low, high = name.split("-")
    return f"{draw.randint(int(low), int(high)):0{len(high)}}"
