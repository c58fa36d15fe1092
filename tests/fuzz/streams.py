"""Lets the fuzzer see the events of a stream: the contract says what their data are, as clients are handed them."""

import schemathesis

STREAM = "text/event-stream"


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for path in raw_schema["paths"].values():
        for response in path.get("get", {}).get("responses", {}).values():
            if STREAM in response.get("content", {}):
                frame(response["content"][STREAM])


def frame(media_type):
    """Makes an event of its data (WHATWG HTML, 9.2.6): JSON in the form that the contract names."""
    [change] = [form for form in media_type["schema"]["anyOf"] if "$ref" in form]
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": change}
    media_type["schema"] = {"type": "object", "properties": {"data": data}}
    media_type.pop("example", None)
