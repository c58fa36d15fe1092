"""A plain HTTP client for the few requests that are looked at one by one."""

import http.client
import json


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def expect(self, status):
        if self.status != status:
            raise RuntimeError(f"{self.status} instead of {status}: {self.body[:2000].decode(errors='replace')}")
        return self


class Client:
    """One connection to a service."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def send(self, request):
        """Sends a template whose places are filled."""
        body = request.body.encode() if request.body else None
        self.connection.request(request.method, request.path, body, request.headers)
        return Answer(self.connection.getresponse())

    def get(self, path, **headers):
        self.connection.request("GET", path, headers=headers)
        return Answer(self.connection.getresponse())

    def close(self):
        self.connection.close()
