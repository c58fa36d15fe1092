"""Answers that are no text: the contract says of them that they are bytes."""

import schemathesis


@schemathesis.deserializer("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
def document_of_word(context, response):
    """A ZIP archive (ISO/IEC 29500-2)."""
    assert response.content.startswith(b"PK\x03\x04"), "no archive"
    return response.content.decode("latin-1")


@schemathesis.deserializer("application/pdf")
def pdf(context, response):
    """A document as it is printed (ISO 32000-1)."""
    assert response.content.startswith(b"%PDF-"), "no PDF"
    return response.content.decode("latin-1")
