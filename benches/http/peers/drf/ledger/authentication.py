"""Bearer tokens, looked up for every request."""

import hashlib
import hmac

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from .models import Token


class TokenAuthentication(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, bearer = get_authorization_header(request).decode().partition(" ")
        if scheme.lower() != "bearer" or bearer.count("_") < 2:
            return None
        _, token_id, secret = bearer.split("_", 2)
        token = Token.objects.filter(id=token_id, revoked_at=None, expires_at__gt=timezone.now()).first()
        digest = hashlib.sha256(secret.encode()).digest()
        if token is None or not hmac.compare_digest(digest, bytes(token.secret_hash)):
            raise AuthenticationFailed
        return token, token

    def authenticate_header(self, request):
        return "Bearer"
